import { OptionInvalid } from '../models/option-invalid.ts'

/** Values that an option of a learner may take. */
export type Range =
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number; readonly whole: boolean }
  | { readonly kind: 'log'; readonly low: number; readonly high: number; readonly whole: boolean }
  | { readonly kind: 'choice'; readonly values: readonly OptionValue[] }

/** A value of an option. */
export type OptionValue = number | string | boolean

interface RangeOptions {
  /** Only whole numbers; default false. */
  readonly whole?: boolean
}

/**
 * Numbers from `low` to `high`, all equally likely.
 *
 * @throws OptionInvalid
 */
export function between(low: number, high: number, { whole = false }: RangeOptions = {}): Range {
  checkEnds('between', low, high, whole)
  return Object.freeze({ kind: 'uniform', low, high, whole })
}

/**
 * Numbers from `low` to `high`, both above 0, whose logarithms are equally likely: for options that act by factors,
 * such as a learning rate or a penalty.
 *
 * @throws OptionInvalid
 */
export function logBetween(low: number, high: number, { whole = false }: RangeOptions = {}): Range {
  checkEnds('logBetween', low, high, whole)
  if (!(low > 0)) throw invalid('logBetween', 'low', low, 'above 0')
  return Object.freeze({ kind: 'log', low, high, whole })
}

/**
 * One of some values.
 *
 * @throws OptionInvalid
 */
export function oneOf(...values: readonly OptionValue[]): Range {
  if (values.length === 0) throw invalid('oneOf', 'values', 'empty', 'at least one value')
  return Object.freeze({ kind: 'choice', values: Object.freeze([...values]) })
}

/** The value at `share` (from 0 to below 1) of a range. */
export function valueAt(range: Range, share: number): OptionValue {
  if (range.kind === 'choice') return range.values[Math.floor(share * range.values.length)] as OptionValue
  const { kind, low, high, whole } = range
  // Every whole number gets its part of the range, the ends too.
  const [from, to] = whole ? [low - 0.5, high + 0.5] : [low, high]
  const value =
    kind === 'uniform'
      ? from + share * (to - from)
      : Math.exp(Math.log(from) + share * (Math.log(to) - Math.log(from)))
  return Math.min(high, Math.max(low, whole ? Math.round(value) : rounded(value)))
}

/** Values at the ends of a range, which must be valid for all between them to be. */
export function endsOf(range: Range): readonly OptionValue[] {
  return range.kind === 'choice' ? range.values : [range.low, range.high]
}

/** Four digits: what a person can paste, and finer than any search resolves. */
function rounded(value: number): number {
  return Number(value.toPrecision(4))
}

function checkEnds(of: string, low: number, high: number, whole: boolean): void {
  if (!Number.isFinite(low)) throw invalid(of, 'low', low, 'a finite number')
  if (!(Number.isFinite(high) && high > low)) throw invalid(of, 'high', high, `a finite number above ${low}`)
  if (!whole) return
  for (const [name, end] of [
    ['low', low],
    ['high', high],
  ] as const) {
    if (!Number.isSafeInteger(end)) throw invalid(of, name, end, 'a whole number')
  }
}

function invalid(of: string, option: string, value: unknown, expected: string): OptionInvalid {
  return new OptionInvalid({ of, option, value, expected })
}
