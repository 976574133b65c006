/** Rows and the two words of their sort keys, moved together. */
interface Keyed {
  readonly row: Uint32Array
  readonly low: Uint32Array
  readonly high: Uint32Array
}

const digits = [
  { word: 'low', shift: 0 },
  { word: 'low', shift: 11 },
  { word: 'low', shift: 22 },
  { word: 'high', shift: 0 },
  { word: 'high', shift: 11 },
  { word: 'high', shift: 22 },
] as const
const mask = 2047

/**
 * Indices of `scores` from the highest to the lowest, equal ones in their order. A radix sort on the bits: a
 * comparison sort of a million indices takes a second, this a tenth.
 */
export function descending(scores: Float64Array): Uint32Array {
  const rows = scores.length
  let from = keyed(scores)
  let to: Keyed = { row: new Uint32Array(rows), low: new Uint32Array(rows), high: new Uint32Array(rows) }
  const positions = new Uint32Array(mask + 1)
  for (const { word, shift } of digits) {
    if (!startPositions(from[word], shift, positions)) continue
    scatter(from, to, from[word], shift, positions)
    ;[from, to] = [to, from]
  }
  return from.row
}

/** Where the rows of each digit go; false when all have the same. */
function startPositions(words: Uint32Array, shift: number, positions: Uint32Array): boolean {
  positions.fill(0)
  for (let i = 0; i < words.length; i++) {
    const digit = ((words[i] as number) >>> shift) & mask
    positions[digit] = (positions[digit] as number) + 1
  }
  let position = 0
  for (let digit = 0; digit <= mask; digit++) {
    const count = positions[digit] as number
    if (count === words.length) return false
    positions[digit] = position
    position += count
  }
  return true
}

function scatter(from: Keyed, to: Keyed, words: Uint32Array, shift: number, positions: Uint32Array): void {
  const { row, low, high } = from
  for (let i = 0; i < words.length; i++) {
    const digit = ((words[i] as number) >>> shift) & mask
    const at = positions[digit] as number
    positions[digit] = at + 1
    to.row[at] = row[i] as number
    to.low[at] = low[i] as number
    to.high[at] = high[i] as number
  }
}

/** Keys whose unsigned order is the descending order of the scores. */
function keyed(scores: Float64Array): Keyed {
  const rows = scores.length
  const [row, low, high] = [new Uint32Array(rows), new Uint32Array(rows), new Uint32Array(rows)]
  const number = new Float64Array(1)
  const words = new Uint32Array(number.buffer)
  for (let i = 0; i < rows; i++) {
    // Adding 0 makes -0 and 0 the same.
    number[0] = (scores[i] as number) + 0
    const negative = (words[1] as number) >>> 31 === 1
    row[i] = i
    low[i] = negative ? (words[0] as number) : ~(words[0] as number)
    high[i] = negative ? (words[1] as number) : ~((words[1] as number) | 0x8000_0000)
  }
  return { row, low, high }
}
