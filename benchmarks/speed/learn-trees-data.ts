import { existsSync } from 'node:fs'
import { open, readFile, rename } from 'node:fs/promises'
import { generator } from './learn-data.ts'

/** Rows to learn from, rows that are held back, and columns. */
export const [treeRows, heldRows, treeColumns] = [1_000_000, 200_000, 28]

const all = treeRows + heldRows

/**
 * Writes columns and then the target as little-endian doubles, unless the file is there: numbers, some skewed, some with
 * few values, seven with missing values, and a target that depends on them through products, steps and waves.
 */
export async function writeTreeRows(path: string): Promise<void> {
  if (existsSync(path)) return
  const next = generator(11)
  const bell = () => next() + next() + next() + next() - 2
  const columns = Array.from({ length: treeColumns }, () => Float64Array.from({ length: all }, bell))
  const at = (column: number, row: number) => columns[column]?.[row] as number
  columns[3]?.forEach((value, row, values) => (values[row] = Math.exp(2 * value)))
  columns[4]?.forEach((value, row, values) => (values[row] = Math.floor(3 * value)))
  const target = Float64Array.from({ length: all }, (_, row) => {
    const linear = at(0, row) + 0.2 * at(4, row) + 0.1 * (at(8, row) + at(9, row) + at(10, row) + at(11, row))
    const products = at(1, row) * at(2, row) + 0.3 * Math.log(at(3, row)) * at(7, row)
    const steps = 0.5 * Math.sin(4 * at(6, row)) + (at(20, row) > 0 ? at(21, row) : -at(22, row))
    return Number(next() < 1 / (1 + Math.exp(1 - linear - products - steps)))
  })
  for (const column of columns.slice(10, 17)) {
    column.forEach((value, row) => (column[row] = next() < 0.1 ? Number.NaN : value))
  }
  const file = await open(`${path}.part`, 'w')
  for (const values of [...columns, target]) await file.write(new Uint8Array(values.buffer))
  await file.close()
  await rename(`${path}.part`, path)
}

/** Columns and target of {@link writeTreeRows}: those to learn from, and those held back. */
export async function readTreeRows(path: string) {
  const { buffer, byteOffset } = await readFile(path)
  const values = Array.from(
    { length: treeColumns + 1 },
    (_, i) => new Float64Array(buffer, byteOffset + i * all * 8, all),
  )
  const part = (from: number, to: number) => ({
    columns: values.slice(0, treeColumns).map(column => column.subarray(from, to)),
    target: (values[treeColumns] as Float64Array).subarray(from, to),
  })
  return { training: part(0, treeRows), held: part(treeRows, all) }
}
