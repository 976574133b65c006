import { existsSync } from 'node:fs'
import { open, readFile, rename } from 'node:fs/promises'

/** Rows and columns of the design. */
export const [rows, columns] = [1_000_000, 40]

/** Writes the design column by column and then the target, as little-endian doubles, unless the file is there. */
export async function writeDesign(path: string): Promise<void> {
  if (existsSync(path)) return
  const next = generator(7)
  const margin = new Float64Array(rows)
  const file = await open(`${path}.part`, 'w')
  for (let column = 0; column < columns; column++) {
    // Sums of a few uniform numbers: near enough to normal.
    const values = Float64Array.from({ length: rows }, () => next() + next() + next() + next() - 2)
    const weight = (column % 2 === 0 ? 1 : -1) / (1 + column / 4)
    for (let i = 0; i < rows; i++) margin[i] = (margin[i] ?? 0) + weight * (values[i] ?? 0)
    await file.write(new Uint8Array(values.buffer))
  }
  const target = margin.map(value => Number(next() < 1 / (1 + Math.exp(1 - value))))
  await file.write(new Uint8Array(target.buffer))
  await file.close()
  await rename(`${path}.part`, path)
}

/** Reads what {@link writeDesign} wrote. */
export async function readDesign(
  path: string,
): Promise<{ readonly design: readonly Float64Array[]; readonly target: Float64Array }> {
  const { buffer, byteOffset } = await readFile(path)
  const column = (i: number) => new Float64Array(buffer, byteOffset + i * rows * 8, rows)
  return { design: Array.from({ length: columns }, (_, i) => column(i)), target: column(columns) }
}

/** Uniform numbers below 1, the same on every machine (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
