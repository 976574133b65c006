import type { Chunk } from '@sluice/core'
import type { ColumnData } from '@sluice/expr'
import type { PostgresColumn, Wire } from './columns.ts'

/** Rows of a chunk: one vector of DuckDB. */
const chunkRows = 2048

const headerBytes = 11
const microsTo2000 = 946_684_800_000_000
// Of a time in microseconds since 2000; beyond it the sum with the offset may not be exact in doubles.
const exactHigh = 2 ** 19

/** A column being filled. */
interface Filling {
  readonly data: ColumnData
  readonly missing: (row: number) => void
  readonly value: (row: number, bytes: Buffer, start: number, end: number) => void
}

/** Who hears of decoded rows. */
export interface RowReceiver {
  readonly emit: (chunk: Chunk) => void
  /** Throws for a column with an integer that a number does not hold exactly. */
  readonly refuseInteger: (column: string) => never
}

/**
 * Decodes binary COPY data into chunks as it arrives. Messages may end anywhere; what is incomplete waits for the
 * next one. Infinite times have no canonical form: they become missing and are counted.
 */
export class RowDecoder {
  readonly #columns: readonly PostgresColumn[]
  readonly #emit: RowReceiver['emit']
  readonly #refuseInteger: RowReceiver['refuseInteger']
  #filling: readonly Filling[]
  #rows = 0
  #rest: Buffer | undefined
  #headerSeen = false
  #infinite = 0

  constructor(columns: readonly PostgresColumn[], { emit, refuseInteger }: RowReceiver) {
    this.#columns = columns
    this.#emit = emit
    this.#refuseInteger = refuseInteger
    this.#filling = this.#newFilling()
  }

  /** How many infinite times became missing. */
  get infiniteTimes(): number {
    return this.#infinite
  }

  /** Takes the next bytes; they may be reused by the caller afterwards. */
  push(received: Buffer): void {
    const bytes = this.#rest === undefined ? received : Buffer.concat([this.#rest, received])
    let at = 0
    if (!this.#headerSeen) {
      const end = headerEnd(bytes)
      if (end !== undefined) {
        at = end
        this.#headerSeen = true
      }
    }
    while (this.#headerSeen) {
      const next = this.#row(bytes, at)
      if (next === undefined) break
      at = next
    }
    this.#rest = at === bytes.length ? undefined : Buffer.from(bytes.subarray(at))
  }

  /** Emits the rows of the last, incomplete chunk. */
  flush(): void {
    if (this.#rows === 0) return
    const rows = this.#rows
    this.#emit({ rows, columns: this.#named(data => cut(data, rows)) })
    this.#filling = this.#newFilling()
    this.#rows = 0
  }

  /** Reads the row at `at`; returns where it ends, or undefined when it is not complete. */
  #row(bytes: Buffer, at: number): number | undefined {
    if (at + 2 > bytes.length) return undefined
    const fields = bytes.readInt16BE(at)
    if (fields === -1) return at + 2
    const end = rowEnd(bytes, at + 2, fields)
    if (end === undefined) return undefined
    let position = at + 2
    for (const filling of this.#filling) {
      const length = bytes.readInt32BE(position)
      position += 4
      if (length === -1) {
        filling.missing(this.#rows)
      } else {
        filling.value(this.#rows, bytes, position, position + length)
        position += length
      }
    }
    this.#rows += 1
    if (this.#rows === chunkRows) this.flush()
    return end
  }

  #newFilling(): readonly Filling[] {
    return this.#columns.map(({ wire, name }) =>
      fillings[wire](() => {
        if (wire === 'int8') this.#refuseInteger(name)
        else this.#infinite += 1
      }),
    )
  }

  #named(each: (data: ColumnData) => ColumnData): Record<string, ColumnData> {
    return Object.fromEntries(
      this.#columns.map(({ name }, i) => [name, each((this.#filling[i] as Filling).data)]),
    )
  }
}

/** A column for each way to arrive; `onOdd` hears of values that the canonical type does not hold. */
const fillings: Readonly<Record<Wire, (onOdd: () => void) => Filling>> = {
  float8: () => numbers('number', (bytes, start) => bytes.readDoubleBE(start)),
  int8: onOdd => numbers('number', (bytes, start) => integer(bytes, start, onOdd)),
  'number-text': () => numbers('number', (bytes, start, end) => Number(bytes.toString('latin1', start, end))),
  timestamp: onOdd => numbers('timestamp', (bytes, start) => microseconds(bytes, start, onOdd)),
  text: () => {
    const values: (string | null)[] = []
    const value: Filling['value'] = (row, bytes, start, end) =>
      (values[row] = bytes.toString('utf8', start, end))
    return { data: { type: 'text', values }, missing: row => (values[row] = null), value }
  },
  boolean: () => {
    const values = new Uint8Array(chunkRows)
    const value: Filling['value'] = (row, bytes, start) => (values[row] = bytes[start] === 0 ? 0 : 1)
    return { data: { type: 'boolean', values }, missing: row => (values[row] = 2), value }
  },
}

function numbers(
  type: 'number' | 'timestamp',
  read: (bytes: Buffer, start: number, end: number) => number,
): Filling {
  const values = new Float64Array(chunkRows)
  const value: Filling['value'] = (row, bytes, start, end) => (values[row] = read(bytes, start, end))
  return { data: { type, values }, missing: row => (values[row] = NaN), value }
}

function integer(bytes: Buffer, start: number, onInexact: () => void): number {
  const value = bytes.readInt32BE(start) * 4_294_967_296 + bytes.readUInt32BE(start + 4)
  if (!Number.isSafeInteger(value)) onInexact()
  return value
}

function microseconds(bytes: Buffer, start: number, onInfinite: () => void): number {
  const high = bytes.readInt32BE(start)
  const low = bytes.readUInt32BE(start + 4)
  if (high > -exactHigh && high < exactHigh) return high * 4_294_967_296 + low + microsTo2000
  const isInfinite = (high === 0x7fffffff && low === 0xffffffff) || (high === -0x80000000 && low === 0)
  if (!isInfinite) return Number(bytes.readBigInt64BE(start) + BigInt(microsTo2000))
  onInfinite()
  return NaN
}

function headerEnd(bytes: Buffer): number | undefined {
  // Signature, flags, and the length of an extension that is skipped.
  if (bytes.length < headerBytes + 8) return undefined
  const end = headerBytes + 8 + bytes.readInt32BE(headerBytes + 4)
  return end <= bytes.length ? end : undefined
}

function rowEnd(bytes: Buffer, start: number, fields: number): number | undefined {
  let position = start
  for (let i = 0; i < fields; i += 1) {
    if (position + 4 > bytes.length) return undefined
    position += 4 + Math.max(0, bytes.readInt32BE(position))
  }
  return position <= bytes.length ? position : undefined
}

function cut(data: ColumnData, rows: number): ColumnData {
  return data.values.length === rows ? data : ({ ...data, values: data.values.slice(0, rows) } as ColumnData)
}
