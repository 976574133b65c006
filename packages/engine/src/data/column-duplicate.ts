import { SluiceError } from '@sluice/expr'

/** A query gives two columns with one name. Columns are bound by name, in SQL without regard to case. */
export class ColumnDuplicate extends SluiceError {
  readonly code = 'column-duplicate'
  readonly columns: readonly string[]

  constructor(fields: { readonly columns: readonly string[]; readonly statement: string }) {
    const names = fields.columns.map(column => `"${column}"`).join(' and ')
    super(
      `the query gives more than one column with the name ${names} (upper and lower case are the same in SQL). ` +
        `Name them with AS, or list the columns instead of *, in: ${fields.statement}`,
    )
    this.columns = fields.columns
  }
}
