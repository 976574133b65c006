import type { Planes } from './layout.ts'

/** No set has a bit for it. */
const unknown = 0x7f_ff_ff_ff
const mostCategories = 65_536

/**
 * Fills planes of `width` rows from inputs of `width` rows, one after the other.
 */
export function fillPlanes(planes: Planes, inputs: Float64Array, values: Float64Array, width: number): void {
  const { input, missingLeft, firstSet, count } = planes
  values.fill(-Infinity, 0, width)
  for (let plane = 1; plane < firstSet; plane++) {
    const [from, to] = [(input[plane] as number) * width, plane * width]
    if (missingLeft[plane] === 0) {
      for (let r = 0; r < width; r++) values[to + r] = inputs[from + r] as number
      continue
    }
    for (let r = 0; r < width; r++) {
      const value = inputs[from + r] as number
      values[to + r] = value === value ? value : -Infinity
    }
  }
  for (let plane = firstSet; plane < count; plane++) fillSet(planes, plane, inputs, values, width)
}

function fillSet(
  { input, start, length, words }: Planes,
  plane: number,
  inputs: Float64Array,
  values: Float64Array,
  width: number,
): void {
  const [from, to] = [(input[plane] as number) * width, plane * width]
  const [first, size] = [start[plane] as number, length[plane] as number]
  for (let r = 0; r < width; r++) {
    const bit = bitOf(inputs[from + r] as number)
    const word = bit >>> 5
    values[to + r] = word < size ? 1 - (((words[first + word] as number) >>> (bit & 31)) & 1) : 1
  }
}

/** 0 for missing, c + 1 for category c. */
function bitOf(value: number): number {
  if (value !== value) return 0
  const category = value | 0
  return category === value && category >= 0 && category < mostCategories ? category + 1 : unknown
}
