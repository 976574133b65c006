const bits = 11
const size = 1 << bits
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
// Of a 32-bit hash.
const hashes = 2 ** 32

/** An empty HyperLogLog sketch: a register for every value of the hash's low bits. Error 1.04 / √2048 = 2.3 %. */
export function newRegisters(): Uint8Array {
  return new Uint8Array(size)
}

/** Notes a 32-bit hash. The number kernels have this written out. */
export function noteHash(registers: Uint8Array, hash: number): void {
  const rank = Math.clz32((hash & ~(size - 1)) | (size >> 1)) + 1
  const register = hash & (size - 1)
  if (rank > (registers[register] as number)) registers[register] = rank
}

/**
 * How many different hashes a sketch has seen (Flajolet and others 2007, with linear counting for small numbers, and
 * corrected for different values with equal hashes).
 */
export function estimateDistinct(sketch: string): number {
  const registers = decodeRegisters(sketch)
  let [sum, empty] = [0, 0]
  for (const rank of registers) {
    sum += 2 ** -rank
    if (rank === 0) empty += 1
  }
  const raw = ((0.7213 / (1 + 1.079 / size)) * size * size) / sum
  if (raw <= 2.5 * size && empty > 0) return size * Math.log(size / empty)
  return raw >= hashes ? hashes : -hashes * Math.log(1 - raw / hashes)
}

/** Registers as text, a character each; trailing empty ones are left out. */
export function encodeRegisters(registers: Uint8Array): string {
  let text = ''
  for (const rank of registers) text += digits[rank]
  return text.replace(/0+$/, '')
}

/** @throws RangeError when the text is no sketch */
export function decodeRegisters(sketch: string): Uint8Array {
  const registers = newRegisters()
  if (sketch.length > size) throw new RangeError(`a sketch of distinct values has ${sketch.length} registers`)
  for (let i = 0; i < sketch.length; i++) {
    const rank = digits.indexOf(sketch[i] as string)
    if (rank < 0 || rank > 32 - bits + 1) {
      throw new RangeError(`a sketch of distinct values holds ${JSON.stringify(sketch[i])}`)
    }
    registers[i] = rank
  }
  return registers
}

/** The sketch of what either has seen. */
export function mergeDistinct(a: string, b: string): string {
  const [merged, other] = [decodeRegisters(a), decodeRegisters(b)]
  for (let i = 0; i < size; i++) merged[i] = Math.max(merged[i] as number, other[i] as number)
  return encodeRegisters(merged)
}
