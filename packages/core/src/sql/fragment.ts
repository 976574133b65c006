/** Something that renders itself into a statement: a source view, a dataset, another fragment, an identifier. */
export interface SqlPart {
  readonly sqlPart: true
  /** Appends text and values; a value is always bound as a parameter, never pasted. */
  render(into: SqlWriter): void
}

/** Receives the text of a statement and the values bound to it. */
export interface SqlWriter {
  text(sql: string): void
  /** Adds the dialect's next placeholder and remembers the value for it. */
  value(value: SqlValue): void
}

/** What may be bound to a placeholder. A `Date` is an instant. */
export type SqlValue = string | number | bigint | boolean | Date | null | readonly (string | number)[]

/** A piece of SQL whose rows have the shape `R`. Make one with {@link sql}. */
export interface SqlFragment<out R = unknown> extends SqlPart {
  readonly kind: 'sql'
  readonly strings: readonly string[]
  readonly parts: readonly (SqlPart | SqlValue)[]
  readonly row?: R
}

/** A statement ready for a driver. */
export interface SqlStatement {
  readonly text: string
  readonly values: readonly SqlValue[]
}
