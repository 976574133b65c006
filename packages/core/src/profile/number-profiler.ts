import { isPresent, type Words } from './column-values.ts'
import type { NumberColumn } from './dataset-profile.ts'
import { encodeRegisters, newRegisters } from './distinct-sketch.ts'
import { addExact, exactSum, zeroSum, type ExactSum } from './exact-sum.ts'
import { hashWords } from './hash-words.ts'
import { ListedNumbers } from './listed-numbers.ts'
import { binsPerOctave } from './number-bins.ts'
import { absent, mixFirst, mixSecond, type RowHashes } from './row-hashes.ts'

const octaves = 4096
const perBin = 4
const perOctave = perBin * binsPerOctave
const infinite = 2047
const negativeInfinite = 4095
const signBit = -0x80000000
// Adding and taking away 1.5 × 2^(52 - b) rounds to multiples of 2^-b; sums of 2^20 of them stay exact.
const quantum = [38, 43, 48] as const
const [round1, round2, round3] = quantum.map(bits => 1.5 * 2 ** (52 - bits)) as [number, number, number]
const settleAfter = 2 ** 20
const single = new Float64Array(1)
const singleWords = new Int32Array(single.buffer)

/**
 * Profiles a column of numbers. Every value goes into a bin by its exponent and five bits of mantissa; of what the bin
 * leaves of it, its square and its cube, whole numbers of a fixed unit are summed. So no sum depends on an order.
 */
export class NumberProfiler {
  readonly #registers = newRegisters()
  readonly #places = new Int32Array(octaves).fill(-1)
  readonly #scale = new Float64Array(octaves)
  #bins = new Float64Array(8 * perOctave)
  #octaves: number[] = []
  readonly #counts = new Map<number, number>()
  #sums: [ExactSum, ExactSum, ExactSum] = [zeroSum, zeroSum, zeroSum]
  #listed: ListedNumbers | undefined = new ListedNumbers()
  #min = Infinity
  #max = -Infinity
  #missing = 0
  #unsettled = 0
  #hashes = new Int32Array(0)

  /** Takes the values of a chunk in; `values` and its words are the same memory. */
  add(chunk: Words, values: Float64Array, hashes: RowHashes): void {
    const { rows } = chunk
    if (this.#unsettled + rows > settleAfter) this.#settle()
    this.#unsettled += rows
    if (this.#hashes.length < rows) this.#hashes = new Int32Array(rows)
    this.#hash(chunk, hashes)
    const from = this.#listed === undefined ? 0 : this.#list(chunk, values, this.#listed)
    if (from < rows) this.#sort(chunk, values, from)
  }

  /** Every loop does little, so that what it needs stays in registers: together they are half as fast. */
  #hash({ rows, words, present }: Words, { first, second }: RowHashes): void {
    const [registers, own] = [this.#registers, this.#hashes]
    for (let row = 0; row < rows; row++) {
      let hash = absent
      if (present === null || isPresent(present, row)) {
        const [low, bits] = [words[2 * row] as number, words[2 * row + 1] as number]
        // Minus zero is zero.
        hash = hashWords(low, low === 0 && bits === signBit ? 0 : bits)
        const rank = Math.clz32((hash & -2048) | 1024) + 1
        if (rank > (registers[hash & 2047] as number)) registers[hash & 2047] = rank
      } else this.#missing += 1
      own[row] = hash
      first[row] = mixFirst(first[row] as number, hash)
      second[row] = mixSecond(second[row] as number, hash)
    }
  }

  #sort({ rows, words, present }: Words, values: Float64Array, from: number): void {
    const [places, scale] = [this.#places, this.#scale]
    let [bins, min, max] = [this.#bins, this.#min, this.#max]
    for (let row = from; row < rows; row++) {
      if (present !== null && !isPresent(present, row)) continue
      const high = words[2 * row + 1] as number
      const octave = high >>> 20
      let place = places[octave] as number
      if (place < 0) {
        place = this.#place(octave)
        bins = this.#bins
      }
      if ((octave & infinite) === infinite) {
        bins[place] = (bins[place] as number) + 1
        continue
      }
      const value = values[row] as number
      if (value < min) min = value
      if (value > max) max = value
      const part = (high >>> 15) & 31
      const at = place + part * perBin
      bins[at] = (bins[at] as number) + 1
      const rest = Math.abs(value * (scale[octave] as number)) - 1 - part * (1 / 32) + round1 - round1
      const square = rest * rest + round2 - round2
      bins[at + 1] = (bins[at + 1] as number) + rest
      bins[at + 2] = (bins[at + 2] as number) + square
      bins[at + 3] = (bins[at + 3] as number) + (square * rest + round3 - round3)
    }
    this.#min = min
    this.#max = max
  }

  /** Counts values as long as there are few; where there are too many, says from which row on they are to be sorted. */
  #list({ rows, present }: Words, values: Float64Array, listed: ListedNumbers): number {
    const hashes = this.#hashes
    for (let row = 0; row < rows; row++) {
      if (present !== null && !isPresent(present, row)) continue
      const value = values[row] as number
      if (Math.abs(value) === Infinity) this.#put(value, 1)
      else if (!listed.add(value, (hashes[row] as number) >>> 11)) return this.#overflow(listed, row)
    }
    return rows
  }

  #overflow(listed: ListedNumbers, row: number): number {
    listed.give(this.#put)
    this.#listed = undefined
    return row
  }

  /** Sorts a value in as often as it was counted, at most 2^20 times: sums are the same as one by one. */
  readonly #put = (value: number, count: number): void => {
    single[0] = value
    const high = value === 0 ? 0 : (singleWords[1] as number)
    const octave = high >>> 20
    const known = this.#places[octave] as number
    const place = known < 0 ? this.#place(octave) : known
    const bins = this.#bins
    const part = (high >>> 15) & 31
    const hasSize = (octave & infinite) !== infinite
    const at = hasSize ? place + part * perBin : place
    bins[at] = (bins[at] as number) + count
    if (!hasSize) return
    this.#min = Math.min(this.#min, value)
    this.#max = Math.max(this.#max, value)
    const rest = Math.abs(value * (this.#scale[octave] as number)) - 1 - part / 32 + round1 - round1
    const square = rest * rest + round2 - round2
    bins[at + 1] = (bins[at + 1] as number) + count * rest
    bins[at + 2] = (bins[at + 2] as number) + count * square
    bins[at + 3] = (bins[at + 3] as number) + count * (square * rest + round3 - round3)
  }

  /** What was found. */
  column(name: string): NumberColumn {
    this.#settle()
    const counts = [...this.#counts].toSorted(([a], [b]) => a - b)
    const octaveCount = (octave: number) => this.#counts.get(octave * binsPerOctave) ?? 0
    const isValue = ([bin]: readonly [number, number]) => {
      const exponent = (bin >>> 5) & infinite
      return exponent !== infinite && exponent !== 0
    }
    const subnormal = counts.filter(([bin]) => ((bin >>> 5) & infinite) === 0)
    return {
      name,
      type: 'number',
      missing: this.#missing,
      negativeInfinite: octaveCount(negativeInfinite),
      positiveInfinite: octaveCount(infinite),
      min: Number.isFinite(this.#min) ? this.#min + 0 : null,
      max: Number.isFinite(this.#max) ? this.#max + 0 : null,
      sums: this.#sums,
      zeros: subnormal.reduce((sum, [, count]) => sum + count, 0),
      distinct: encodeRegisters(this.#registers),
      bins: counts.filter(isValue),
      ...(this.#listed !== undefined && {
        values: this.#listed
          .list()
          .filter(([value]) => Number.isFinite(value))
          .map(([value, n]) => [value + 0, n]),
      }),
    }
  }

  #place(octave: number): number {
    const place = this.#octaves.length * perOctave
    if (place + perOctave > this.#bins.length) {
      const larger = new Float64Array(2 * this.#bins.length)
      larger.set(this.#bins)
      this.#bins = larger
    }
    this.#octaves.push(octave)
    this.#places[octave] = place
    this.#scale[octave] = scaleOf(octave & infinite)
    return place
  }

  /** Moves what the bins hold into exact sums. */
  #settle(): void {
    this.#unsettled = 0
    this.#listed?.give(this.#put)
    this.#octaves.forEach((octave, i) => {
      const bins = this.#bins.subarray(i * perOctave, (i + 1) * perOctave)
      for (let part = 0; part < binsPerOctave; part++) {
        const count = bins[part * perBin] as number
        if (count === 0) continue
        const bin = octave * binsPerOctave + part
        this.#counts.set(bin, (this.#counts.get(bin) ?? 0) + count)
      }
      const exponent = octave & infinite
      if (exponent !== 0 && exponent !== infinite) this.#addSums(sumsOf(bins), octave)
      bins.fill(0)
    })
  }

  #addSums(units: readonly [bigint, bigint, bigint], octave: number): void {
    const exponent = (octave & infinite) - 1023
    const isNegative = octave > infinite
    this.#sums = this.#sums.map((sum, i) => {
      const power = i + 1
      const signed = isNegative && power % 2 === 1 ? -(units[i] as bigint) : (units[i] as bigint)
      return addExact(sum, exactSum(signed, power * exponent - (quantum[i] as number)))
    }) as [ExactSum, ExactSum, ExactSum]
  }
}

/** Makes a value of an octave one between 1 and 2. The smallest numbers count as zero. */
function scaleOf(exponent: number): number {
  return exponent === 0 || exponent === infinite ? 0 : 2 ** (1023 - exponent)
}

/** Sums of the mantissas of an octave, of their squares and cubes, in units of 2^-38, 2^-43 and 2^-48. */
function sumsOf(bins: Float64Array): readonly [bigint, bigint, bigint] {
  let [first, second, third] = [0n, 0n, 0n]
  for (let part = 0; part < binsPerOctave; part++) {
    const [count, rest, square, cube] = bins.subarray(part * perBin) as unknown as [
      number,
      number,
      number,
      number,
    ]
    if (count === 0) continue
    const [n, r, q, t] = [count, rest * 2 ** 38, square * 2 ** 43, cube * 2 ** 48].map(BigInt) as [
      bigint,
      bigint,
      bigint,
      bigint,
    ]
    const from = BigInt(binsPerOctave + part)
    const whole = n << 33n
    first += from * whole + r
    second += from * from * whole + 2n * from * r + q
    third += from * from * from * whole + 3n * from * from * r + 3n * from * q + t
  }
  return [first, second, third]
}
