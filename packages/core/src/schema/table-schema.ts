import type { DataType } from '@sluice/expr'

/** One column as Sluice sees it: canonical type and whether missing values are allowed. */
export interface ColumnSchema {
  readonly name: string
  readonly type: DataType
  readonly nullable: boolean
  /** What the column is for, where someone said so; `ofRole` selects by it. */
  readonly role?: string
}

/** The columns of a dataset, in order. Columns are always bound by name, never by position. */
export interface TableSchema {
  readonly columns: readonly ColumnSchema[]
}
