import type { Planes } from './layout.ts'

/** No set has a bit for it. */
const unknown = 0x7f_ff_ff_ff
const mostCategories = 65_536

/** Planes of some rows at a time, each plane behind the one before. */
export interface PlaneBuffer {
  readonly planes: Planes
  readonly width: number
  readonly values: Float64Array
  /** By input: the bit that its category has in sets. */
  readonly bits: Int32Array
}

/** A buffer for planes of `width` rows over a number of inputs. */
export function planeBuffer(planes: Planes, inputCount: number, width: number): PlaneBuffer {
  const values = new Float64Array(planes.count * width)
  values.fill(-Infinity, 0, width)
  return { planes, width, values, bits: new Int32Array(inputCount * width) }
}

/** Fills planes from inputs of as many rows, each input behind the one before. */
export function fillPlanes(buffer: PlaneBuffer, inputs: Float64Array): void {
  fillNumbers(buffer, inputs)
  if (buffer.planes.firstSet === buffer.planes.count) return
  fillBits(buffer, inputs)
  fillSets(buffer)
}

function fillNumbers({ planes, values, width }: PlaneBuffer, inputs: Float64Array): void {
  const { input, missingLeft, firstSet } = planes
  for (let plane = 1, to = width; plane < firstSet; plane++) {
    const from = (input[plane] as number) * width
    const missing = missingLeft[plane] === 0 ? Number.NaN : -Infinity
    for (let r = 0; r < width; r++, to++) {
      const value = inputs[from + r] as number
      values[to] = value === value ? value : missing
    }
  }
}

/** 0 for missing, c + 1 for category c. */
function fillBits({ planes, bits, width }: PlaneBuffer, inputs: Float64Array): void {
  for (const input of planes.categoryInputs) {
    const end = (input + 1) * width
    for (let i = input * width; i < end; i++) {
      const value = inputs[i] as number
      const category = value | 0
      const known = category === value && category >= 0 && category < mostCategories
      bits[i] = known ? category + 1 : value === value ? unknown : 0
    }
  }
}

/** 0 for what is in a set, 1 for what is not. */
function fillSets({ planes, values, bits, width }: PlaneBuffer): void {
  const { input, firstSet, count, start, length, words } = planes
  for (let plane = firstSet, to = firstSet * width; plane < count; plane++) {
    const from = (input[plane] as number) * width
    const first = start[plane] as number
    const size = length[plane] as number
    for (let r = 0; r < width; r++, to++) {
      const bit = bits[from + r] as number
      const word = bit >>> 5
      values[to] = word < size ? 1 - (((words[first + word] as number) >>> (bit & 31)) & 1) : 1
    }
  }
}
