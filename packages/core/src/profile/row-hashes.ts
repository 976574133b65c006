import { sketchSize, type ContentSketch } from '../quality/load/content-sketch.ts'

const factor = -1_640_531_535
/** Stands for a missing value. */
export const absent = 0x2c1b3c6d
const mostKept = 16 * sketchSize

/** Hashes of the rows of a chunk, column after column, and of all rows together without regard to their order. */
export class RowHashes {
  /** Two halves for each row of the chunk; the columns are mixed into them. */
  readonly first: Int32Array
  readonly second: Int32Array
  #rows = 0
  #sum = 0n
  #xor: [number, number] = [0, 0]
  #smallest: number[] = []
  #limit = Infinity

  constructor(chunkRows: number) {
    this.first = new Int32Array(chunkRows)
    this.second = new Int32Array(chunkRows)
  }

  /** Begins a chunk. */
  begin(): void {
    this.first.fill(0)
    this.second.fill(-1)
  }

  /** Ends a chunk of so many rows. */
  end(rows: number): void {
    const { first, second } = this
    let [high, low, highSum, lowSum] = [0, 0, 0, 0]
    for (let row = 0; row < rows; row++) {
      const a = finished((first[row] as number) ^ Math.imul(second[row] as number, 0x165667b1))
      const b = finished((second[row] as number) ^ Math.imul(a, 0x27d4eb2f))
      high ^= a
      low ^= b
      highSum += a
      lowSum += b
      if (a < this.#limit) this.#keep(a, b)
    }
    this.#rows += rows
    this.#sum = BigInt.asUintN(64, this.#sum + (BigInt(highSum) << 32n) + BigInt(lowSum))
    this.#xor = [(this.#xor[0] ^ high) >>> 0, (this.#xor[1] ^ low) >>> 0]
  }

  /** The sketch of all rows. */
  sketch(): ContentSketch {
    const smallest = [...this.#hashes()].map(hash => hash.toString(16).padStart(16, '0'))
    const [high, low] = this.#xor
    const xor = (BigInt(high) << 32n) | BigInt(low)
    return { rows: this.#rows, sum: hex(this.#sum), xor: hex(xor), smallest }
  }

  #keep(high: number, low: number): void {
    this.#smallest.push(high, low)
    if (this.#smallest.length < 2 * mostKept) return
    const kept = this.#hashes()
    this.#smallest = [...kept].flatMap(hash => [Number(hash >> 32n), Number(hash & 0xffffffffn)])
    const last = kept.at(-1)
    // What has the same upper half may be smaller.
    if (kept.length === sketchSize && last !== undefined) this.#limit = Number(last >> 32n) + 1
  }

  /** The smallest different hashes, ascending. */
  #hashes(): BigUint64Array {
    const found = new Set<bigint>()
    for (let i = 0; i < this.#smallest.length; i += 2) {
      found.add((BigInt(this.#smallest[i] as number) << 32n) | BigInt(this.#smallest[i + 1] as number))
    }
    return BigUint64Array.from(found).toSorted().subarray(0, sketchSize)
  }
}

/** The first half of a row's hash with the hash of a value mixed in. */
export function mixFirst(half: number, hash: number): number {
  return Math.imul(half ^ hash, factor)
}

/** The second half, which takes a value in in another way. */
export function mixSecond(half: number, hash: number): number {
  return (((half << 7) | (half >>> 25)) + hash) | 0
}

/** Mixes the hash of a value into those of its row. */
export function mixValue({ first, second }: RowHashes, row: number, hash: number): void {
  first[row] = mixFirst(first[row] as number, hash)
  second[row] = mixSecond(second[row] as number, hash)
}

/** Mixes a missing value into the hashes of its row. */
export function mixMissing(hashes: RowHashes, row: number): void {
  mixValue(hashes, row, absent)
}

function finished(value: number): number {
  let hash = value ^ (value >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function hex(value: bigint): string {
  return value.toString(16).padStart(16, '0')
}
