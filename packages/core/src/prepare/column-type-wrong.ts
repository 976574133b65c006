import { SluiceError, type DataType } from '@sluice/expr'

/** A model takes a column as something that it is not. */
export class ColumnTypeWrong extends SluiceError {
  readonly code = 'column-type-wrong'
  readonly column: string
  readonly found: DataType

  constructor(fields: { readonly column: string; readonly found: DataType; readonly needed: string }) {
    super(
      `column "${fields.column}" of the features is ${fields.found}, but the model takes it as ${fields.needed}. ` +
        `Cast it in the feature SQL, or use the chain for ${fields.found}.`,
    )
    this.column = fields.column
    this.found = fields.found
  }
}
