// Three digits of 11 bits in each half of a double, the sign in the last.
const [digits, digitBits] = [6, 11]
const size = 1 << digitBits

// Below, the counters take longer than comparing does.
const manyValues = 4096

// Position of the half with the sign among the two halves of a double: it depends on the machine.
const highHalf = new Uint8Array(Uint32Array.of(1).buffer)[0] as number

/** The values that are not missing (NaN), ascending, minus zero before zero: a radix sort where they are many. */
export function sortedNumbers(values: Float64Array): Float64Array {
  const numbers = new Float64Array(values.length)
  let count = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    numbers[count] = value
    count += value === value ? 1 : 0
  }
  const present = numbers.subarray(0, count)
  return count < manyValues ? present.toSorted() : radixSorted(present)
}

/** Sorts by the bits, from the lowest digit; then come the negative numbers last and in reverse. */
function radixSorted(numbers: Float64Array): Float64Array {
  const counts = digitCounts(numbers)
  let [from, to]: readonly [Float64Array, Float64Array] = [numbers, new Float64Array(numbers.length)]
  for (let digit = 0; digit < digits; digit++) {
    const starts = counts.subarray(digit * size, (digit + 1) * size)
    if (!startsOf(starts, numbers.length)) continue
    scatter(from, to, starts, digit)
    ;[from, to] = [to, from]
  }
  return negativesFirst(from, to)
}

function digitCounts(numbers: Float64Array): Uint32Array {
  const counts = new Uint32Array(digits * size)
  const halves = new Uint32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length)
  for (let i = 0; i < numbers.length; i++) {
    const low = halves[2 * i + 1 - highHalf] as number
    const high = halves[2 * i + highHalf] as number
    ;(counts[low & (size - 1)] as number)++
    ;(counts[size + ((low >>> digitBits) & (size - 1))] as number)++
    ;(counts[2 * size + (low >>> (2 * digitBits))] as number)++
    ;(counts[3 * size + (high & (size - 1))] as number)++
    ;(counts[4 * size + ((high >>> digitBits) & (size - 1))] as number)++
    ;(counts[5 * size + (high >>> (2 * digitBits))] as number)++
  }
  return counts
}

/** Turns counts into where each digit begins; false where all numbers have the same. */
function startsOf(counts: Uint32Array, total: number): boolean {
  let start = 0
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit] as number
    if (count === total) return false
    counts[digit] = start
    start += count
  }
  return true
}

function scatter(from: Float64Array, to: Float64Array, starts: Uint32Array, digit: number): void {
  const halves = new Uint32Array(from.buffer, from.byteOffset, 2 * from.length)
  const half = digit < 3 ? 1 - highHalf : highHalf
  const shift = (digit % 3) * digitBits
  for (let i = 0; i < from.length; i++) {
    const key = ((halves[2 * i + half] as number) >>> shift) & (size - 1)
    const at = starts[key] as number
    starts[key] = at + 1
    to[at] = from[i] as number
  }
}

function negativesFirst(numbers: Float64Array, to: Float64Array): Float64Array {
  let positives = numbers.length
  while (positives > 0 && isNegative(numbers[positives - 1] as number)) positives--
  if (positives === numbers.length) return numbers
  to.set(numbers.subarray(positives).toReversed())
  to.set(numbers.subarray(0, positives), numbers.length - positives)
  return to
}

function isNegative(value: number): boolean {
  return value < 0 || Object.is(value, -0)
}
