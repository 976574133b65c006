/** A cell of a grid, from 0. */
export interface Place {
  readonly row: number
  readonly column: number
}

/** How many rows and columns there are. */
export interface Extent {
  readonly rows: number
  readonly columns: number
}

const pageRows = 12

const moves: Readonly<Record<string, (at: Place, extent: Extent) => Place>> = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  j: ({ row, column }) => ({ row: row + 1, column }),
  k: ({ row, column }) => ({ row: row - 1, column }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, { columns }) => ({ row, column: columns - 1 }),
  PageUp: ({ row, column }) => ({ row: row - pageRows, column }),
  PageDown: ({ row, column }) => ({ row: row + pageRows, column }),
}

/** Where a key leads from a cell; undefined when it is not one that moves. */
export function moved(at: Place, key: string, extent: Extent): Place | undefined {
  const to = moves[key]?.(at, extent)
  return to && clamped(to, extent)
}

/** The nearest cell that there is. */
export function clamped({ row, column }: Place, { rows, columns }: Extent): Place {
  return { row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(0, Math.min(columns - 1, column)) }
}

/** The rectangle between two cells. */
export interface Area {
  readonly from: Place
  readonly to: Place
}

/** True when a cell is in the rectangle. */
export function contains({ from, to }: Area, { row, column }: Place): boolean {
  return between(from.row, to.row, row) && between(from.column, to.column, column)
}

/** The rectangle with `from` at its upper left. */
export function ordered({ from, to }: Area): Area {
  const [rows, columns] = [[from.row, to.row] as const, [from.column, to.column] as const]
  return {
    from: { row: Math.min(...rows), column: Math.min(...columns) },
    to: { row: Math.max(...rows), column: Math.max(...columns) },
  }
}

function between(a: number, b: number, value: number): boolean {
  return value >= Math.min(a, b) && value <= Math.max(a, b)
}
