/** Every power of two is cut into so many bins of equal width, so a bin is at most 3.1 % wide. */
export const binsPerOctave = 32

const negative = 2 ** 16

/**
 * The bin of a number other than zero: its exponent and five bits of its mantissa, exactly as they stand in its 64 bits.
 * Bins of negative numbers come after those of positive ones.
 */
export interface BinEdges {
  readonly low: number
  readonly high: number
}

/** The smallest and the largest number of a bin, without regard to the last bits. */
export function binEdges(bin: number): BinEdges {
  const isNegative = bin >= negative
  const [exponent, part] = [(bin % negative) >> 5, bin & (binsPerOctave - 1)]
  const scale = 2 ** (exponent - 1023)
  const near = scale * (1 + part / binsPerOctave)
  // The last octave ends at the largest number.
  const far = Math.min(scale * (1 + (part + 1) / binsPerOctave), Number.MAX_VALUE)
  return isNegative ? { low: -far, high: -near } : { low: near, high: far }
}

/** Bins with their counts in the order of their numbers. */
export function inOrder(
  bins: readonly (readonly [bin: number, count: number])[],
): readonly (readonly [bin: number, count: number])[] {
  const rank = (bin: number) => (bin >= negative ? negative - bin : bin + 1)
  return bins.toSorted(([a], [b]) => rank(a) - rank(b))
}
