import { duckdb } from '@sluice/expr'

/**
 * Sums that are the same whatever the order of the rows and the number of threads: values are turned into 64-bit
 * integers, whose sums are exact. The range of the values decides what an integer stands for, so that at least 60 bits
 * of it are kept.
 */
export interface FixedPoint {
  /** No value lies below. */
  readonly low: number
  /** No two values are farther apart than 2 to this power. */
  readonly exponent: number
}

/** Beyond this the square of a number overflows. */
export const largest = 1e150

const smallestExponent = -900
/** Bits of a sum's integers, and of the integers that are squared. */
const [bits, squareBits] = [60, 30]
/** A centre is a whole number of steps, the range in this many bits, so that sums of whole numbers stay exact. */
const stepBits = 10

/** The fixed point for values from `min` to `max`. */
export function fixedPoint({ min, max }: { readonly min: number; readonly max: number }): FixedPoint {
  const range = max - min
  if (range === 0) return { low: min, exponent: 0 }
  const exponent = Math.max(smallestExponent, Math.floor(Math.log2(range)))
  return { low: min, exponent: 2 ** exponent >= range ? exponent : exponent + 1 }
}

/** SQL of a centre near the mean of the values. */
export function centreSql(value: string, fixed: FixedPoint): string {
  const { low, exponent } = fixed
  const mean = `${sumSql(value, duckdb.number(low), fixed)}::DOUBLE / count(${value}) / ${duckdb.number(2 ** (bits - stepBits))}`
  return `${duckdb.number(low)} + round(${mean}) * ${duckdb.number(2 ** (exponent - stepBits))}`
}

/** The centre near a number. */
export function centreNear(value: number, { low, exponent }: FixedPoint): number {
  const step = 2 ** (exponent - stepBits)
  return low + Math.round((value - low) / step) * step
}

/** SQL of the sum of the values minus `centre`, in units of {@link deviation}. */
export function sumSql(value: string, centre: string, { exponent }: FixedPoint): string {
  return `sum(CAST((${value} - ${centre}) * ${duckdb.number(2 ** (bits - exponent))} AS BIGINT))`
}

/** SQL of the sum of the squares of the values minus `centre`, in units of {@link squaredDeviation}. */
export function squaresSql(value: string, centre: string, { exponent }: FixedPoint): string {
  const difference = `((${value} - ${centre}) * ${duckdb.number(2 ** (squareBits - exponent))})`
  return `sum(CAST(${difference} * ${difference} AS BIGINT))`
}

/** What a sum of {@link sumSql} is. */
export function deviation(sum: number, { exponent }: FixedPoint): number {
  return sum * 2 ** (exponent - bits)
}

/** What a sum of {@link squaresSql} is. */
export function squaredDeviation(sum: number, { exponent }: FixedPoint): number {
  return sum * 2 ** (exponent - squareBits) * 2 ** (exponent - squareBits)
}
