import { SluiceError } from '@sluice/expr'

/** What a training needs a column for. */
export type ColumnRole = 'key' | 'target' | 'weight' | 'group of the folds'

/** Feature or label SQL does not give a column that the model needs: its key, its target, its weight or its folds' group. */
export class SqlColumnMissing extends SluiceError {
  readonly code = 'sql-column-missing'
  /** `features` or `label`, with the pipeline. */
  readonly where: string
  readonly column: string

  constructor(fields: {
    readonly where: string
    readonly column: string
    readonly role: ColumnRole
    readonly columns: readonly string[]
  }) {
    const { where, column, role, columns } = fields
    super(
      `${where}: the SQL gives no column "${column}", the ${role} of the model. It gives: ${columns.join(', ')}. ` +
        `Add it to the SELECT, or change the ${role}.`,
    )
    this.where = where
    this.column = column
  }
}
