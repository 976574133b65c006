import type { ColumnData } from '@sluice/expr'

type Values = Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

const firstRows = 16_384

/**
 * A column put together from chunks. Values are copied as they come: to keep thousands of small arrays until the end
 * costs several times as much in garbage collection.
 */
export class ColumnBuilder {
  #type: ColumnData['type'] = 'number'
  #texts: (string | null)[] = []
  #values: Values | undefined
  #rows = 0
  readonly #expected: number

  /** With the number of rows that will come, where it is known, nothing is moved while the column grows. */
  constructor(expected = firstRows) {
    this.#expected = expected
  }

  add({ type, values }: ColumnData): void {
    this.#type = type
    if (type === 'text') {
      for (const value of values) this.#texts.push(value)
      return
    }
    const rows = this.#rows + values.length
    this.#reserve(rows).set(values, this.#rows)
    this.#rows = rows
  }

  /** All chunks as one column; of no chunks, an empty column of numbers. The builder is used up. */
  build(): ColumnData {
    const type = this.#type
    if (type === 'text') return { type, values: this.#texts }
    const values = resized(this.#values, type, this.#rows)
    return { type, values } as ColumnData
  }

  #reserve(rows: number): Values {
    const room = this.#values?.length ?? 0
    if (this.#values === undefined || rows > room) {
      this.#values = resized(
        this.#values,
        this.#type,
        this.#values === undefined ? Math.max(rows, this.#expected) : Math.max(rows, 2 * room),
      )
    }
    return this.#values
  }
}

/** The values in an array of another length; the array that they were in is used up. */
function resized(values: Values | undefined, type: ColumnData['type'], length: number): Values {
  const Kind = type === 'boolean' ? Uint8Array : Float64Array
  if (values === undefined) return new Kind(length)
  return new Kind(values.buffer.transfer(length * Kind.BYTES_PER_ELEMENT))
}
