import type { ColumnData } from '@sluice/expr'

/** A column put together from chunks. */
export class ColumnBuilder {
  #parts: ColumnData[] = []

  add(part: ColumnData): void {
    this.#parts.push(part)
  }

  /** All chunks as one column, and starts anew; of no chunks, an empty column of numbers. */
  build(): ColumnData {
    const parts = this.#parts
    this.#parts = []
    const type = parts[0]?.type ?? 'number'
    if (type === 'text') {
      return { type, values: parts.flatMap(({ values }) => values as readonly (string | null)[]) }
    }
    const rows = parts.reduce((sum, { values }) => sum + values.length, 0)
    const all = type === 'boolean' ? new Uint8Array(rows) : new Float64Array(rows)
    let offset = 0
    for (const { values } of parts) {
      all.set(values as Float64Array, offset)
      offset += values.length
    }
    return { type, values: all } as ColumnData
  }
}
