import { isPresent, type Words } from './column-values.ts'
import type { BooleanColumn, TimestampColumn } from './dataset-profile.ts'
import { encodeRegisters, newRegisters, noteHash } from './distinct-sketch.ts'
import { hashWords } from './hash-words.ts'
import { mixMissing, mixValue, type RowHashes } from './row-hashes.ts'

const word = 2 ** 32
const infinite = { low: -1, high: 0x7fffffff, negativeLow: 1, negativeHigh: -0x80000000 } as const

/** Profiles a column of truth values, of a byte each. */
export class BooleanProfiler {
  #yes = 0
  #missing = 0

  /** Takes the values of a chunk in. */
  add(values: Uint8Array, { rows, present }: Omit<Words, 'words'>, hashes: RowHashes): void {
    for (let row = 0; row < rows; row++) {
      if (present !== null && !isPresent(present, row)) {
        this.#missing += 1
        mixMissing(hashes, row)
      } else {
        const value = values[row] === 0 ? 0 : 1
        this.#yes += value
        mixValue(hashes, row, value === 0 ? 0x3c6ef372 : 0x1b873593)
      }
    }
  }

  /** What was found. */
  column(name: string): BooleanColumn {
    return { name, type: 'boolean', missing: this.#missing, yes: this.#yes }
  }
}

/** Profiles a column of instants, in microseconds as whole numbers of 64 bits. */
export class TimestampProfiler {
  readonly #registers = newRegisters()
  #missing = 0
  #infinite = 0
  #min = Infinity
  #max = -Infinity

  /** Takes the values of a chunk in. */
  add({ rows, words, present }: Words, hashes: RowHashes): void {
    for (let row = 0; row < rows; row++) {
      if (present !== null && !isPresent(present, row)) {
        this.#missing += 1
        mixMissing(hashes, row)
        continue
      }
      const [low, high] = [words[2 * row] as number, words[2 * row + 1] as number]
      const hash = hashWords(low, high)
      noteHash(this.#registers, hash)
      mixValue(hashes, row, hash)
      if (isInfinite(low, high)) this.#infinite += 1
      else {
        const micros = high * word + (low >>> 0)
        if (micros < this.#min) this.#min = micros
        if (micros > this.#max) this.#max = micros
      }
    }
  }

  /** What was found. */
  column(name: string): TimestampColumn {
    const isThere = Number.isFinite(this.#min)
    return {
      name,
      type: 'timestamp',
      missing: this.#missing,
      infinite: this.#infinite,
      distinct: encodeRegisters(this.#registers),
      min: isThere ? this.#min : null,
      max: isThere ? this.#max : null,
    }
  }
}

function isInfinite(low: number, high: number): boolean {
  return (
    (low === infinite.low && high === infinite.high) ||
    (low === infinite.negativeLow && high === infinite.negativeHigh)
  )
}

/** Counts different texts by hashes of 64 bits, which the database makes. */
export class TextHashProfiler {
  readonly #registers = newRegisters()
  #missing = 0

  /** Takes the hashes of a chunk in. */
  add({ rows, words, present }: Words, hashes: RowHashes): void {
    for (let row = 0; row < rows; row++) {
      if (present !== null && !isPresent(present, row)) {
        this.#missing += 1
        mixMissing(hashes, row)
        continue
      }
      const hash = hashWords(words[2 * row] as number, words[2 * row + 1] as number)
      noteHash(this.#registers, hash)
      mixValue(hashes, row, hash)
    }
  }

  /** What was found; the rest of a text column's profile is read from its values. */
  facts(): { readonly missing: number; readonly distinct: string } {
    return { missing: this.#missing, distinct: encodeRegisters(this.#registers) }
  }
}
