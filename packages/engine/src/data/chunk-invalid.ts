import { SluiceError } from '@sluice/expr'

/** A chunk given to a table writer does not fit the table. */
export class ChunkInvalid extends SluiceError {
  readonly code = 'chunk-invalid'
  readonly table: string
  readonly column: string

  constructor(fields: { readonly table: string; readonly column: string; readonly reason: string }) {
    super(
      `a chunk for table "${fields.table}" cannot be written: column "${fields.column}" ${fields.reason}. ` +
        `Give every column of the writer's schema, with its type and as many values as the chunk has rows.`,
    )
    this.table = fields.table
    this.column = fields.column
  }
}
