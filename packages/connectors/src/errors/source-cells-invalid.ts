import { SluiceError } from '@sluice/core'

/** One cell that does not have the type of its column. */
export interface InvalidCell {
  /** Data row in its file, counted from 1 after the header. */
  readonly row: number
  readonly file: string
  readonly value: string
}

/** The invalid cells of one column: how many, and the first few. */
export interface InvalidCells {
  readonly column: string
  readonly type: string
  readonly count: number
  readonly first: readonly InvalidCell[]
}

/** Cells of a text file do not have the type their column was declared with. */
export class SourceCellsInvalid extends SluiceError {
  readonly code = 'source-cells-invalid'
  readonly path: string
  readonly columns: readonly InvalidCells[]

  constructor(fields: { readonly path: string; readonly columns: readonly InvalidCells[] }) {
    super(
      `${fields.path}: ${fields.columns.map(column => describeCells(column, fields.path)).join('; ')}. Correct the file, add the word to ` +
        `\`nulls\`, or accept such cells as missing with \`badCells: 'missing'\`.`,
    )
    this.path = fields.path
    this.columns = fields.columns
  }
}

/** How many cells of a column of `path` are invalid, and where the first ones are. */
export function describeCells({ column, type, count, first }: InvalidCells, path: string): string {
  const where = first.map(
    ({ row, file, value }) => `row ${row}${file === path ? '' : ` of ${file}`} has ${JSON.stringify(value)}`,
  )
  return `${count} ${count === 1 ? 'cell' : 'cells'} of "${column}" cannot be read as ${type} (${where.join(', ')})`
}
