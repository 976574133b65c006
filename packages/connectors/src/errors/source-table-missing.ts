import { SluiceError } from '@sluice/core'

/** A database has no table or view of this name that may be read. */
export class SourceTableMissing extends SluiceError {
  readonly code = 'source-table-missing'
  readonly table: string
  /** Tables and views that are there, the most similar first. */
  readonly found: readonly string[]

  constructor(fields: {
    readonly database: string
    readonly table: string
    readonly found: readonly string[]
  }) {
    const there = fields.found.length === 0 ? 'no tables' : fields.found.slice(0, 5).join(', ')
    super(
      `${fields.database} has no table or view "${fields.table}". It has: ${there}. ` +
        `Correct the name, or its schema, or grant the right to see it.`,
    )
    this.table = fields.table
    this.found = fields.found
  }
}
