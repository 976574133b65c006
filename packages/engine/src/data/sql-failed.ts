import { SluiceError } from '@sluice/expr'

/** Where in a statement DuckDB found the mistake, counted from 1. */
export interface SqlPosition {
  readonly line: number
  readonly column: number
}

const advice: Readonly<Record<string, string>> = {
  Parser: 'Correct the syntax there.',
  Syntax: 'Correct the syntax there.',
  Binder: 'Correct the name or the types; `sluice check` binds every query without data.',
  Catalog: 'Correct the name; `sluice check` binds every query without data.',
  Conversion: 'Correct the values at their source, or write try_cast(… AS …) to make them missing.',
  'Out of Range': 'Cast to DOUBLE before the calculation.',
  'Mismatch Type': 'Cast one side to the type of the other.',
}

/** DuckDB refused a statement or stopped while running it. Bound values are not in the message. */
export class SqlFailed extends SluiceError {
  readonly code = 'sql-failed'
  /** DuckDB's class of error, such as `Binder` or `Conversion`. */
  readonly type: string
  readonly statement: string
  readonly position: SqlPosition | undefined

  constructor(fields: {
    readonly type: string
    readonly reason: string
    /** One line, shortened. */
    readonly statement: string
    readonly position?: SqlPosition | undefined
    readonly cause?: unknown
  }) {
    const { type, reason, statement, position } = fields
    const where = position === undefined ? '' : ` at line ${position.line}, column ${position.column}`
    const todo = Object.hasOwn(advice, type) ? `\n${advice[type]}` : ''
    super(`SQL failed${where} (${type} error): ${reason}\nin: ${statement}${todo}`, { cause: fields.cause })
    this.type = type
    this.statement = statement
    this.position = position
  }
}
