import type { Op } from '../node/node.ts'
import { dayOfMonth, dayOfWeek, dayOfYear, daysBetween, hour, minute, month, year } from './dates.ts'
import { hash } from './md5.ts'
import { codePoints, compareText, lowerAscii } from './text.ts'
import { occurrences, words } from './words.ts'

/** A value while it is computed: NaN is a missing number or timestamp, null a missing text or boolean. */
export type Cell = number | string | boolean | null

type Truth = boolean | null
type Operation = (...args: never[]) => Cell

const compared =
  (holds: (order: number) => boolean) =>
  (a: Cell, b: Cell): Truth =>
    isMissing(a) || isMissing(b) ? null : holds(order(a, b))

/** What each operation does. The interpreter calls these; `forms.ts` has the same as code. */
export const operations: Readonly<Record<Op, Operation>> = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide: (a: number, b: number) => (b === 0 ? Number.NaN : a / b),
  negate: (a: number) => -a,
  abs: Math.abs,
  sqrt: Math.sqrt,
  floor: Math.floor,
  ceil: Math.ceil,
  exp: Math.exp,
  ln: (a: number) => (a > 0 ? Math.log(a) : Number.NaN),
  log1p,
  sigmoid: (a: number) => 1 / (1 + Math.exp(-a)),
  equal: compared(order => order === 0),
  notEqual: compared(order => order !== 0),
  less: compared(order => order < 0),
  lessOrEqual: compared(order => order <= 0),
  greater: compared(order => order > 0),
  greaterOrEqual: compared(order => order >= 0),
  and: (...args: Truth[]) => (args.includes(false) ? false : args.includes(null) ? null : true),
  or: (...args: Truth[]) => (args.includes(true) ? true : args.includes(null) ? null : false),
  not: (a: Truth) => (a === null ? null : !a),
  isMissing,
  coalesce: (...args: Cell[]) => args.find(arg => !isMissing(arg)) ?? (args[0] as Cell),
  smallest: (...args: number[]) =>
    args.reduce((least, arg) => (arg < least || Number.isNaN(arg) ? arg : least)),
  largest: (...args: number[]) => args.reduce((most, arg) => (arg > most || Number.isNaN(arg) ? arg : most)),
  lower: (a: string | null) => (a === null ? null : lowerAscii(a)),
  concat: (...args: (string | null)[]) => (args.includes(null) ? null : args.join('')),
  length: (a: string | null) => (a === null ? Number.NaN : codePoints(a)),
  words,
  occurrences,
  hash,
  toNumber: (a: Truth) => (a === null ? Number.NaN : a ? 1 : 0),
  year,
  month,
  dayOfMonth,
  dayOfWeek,
  dayOfYear,
  hour,
  minute,
  daysBetween,
}

/** True for the cells that stand for missing. */
export function isMissing(cell: Cell): boolean {
  return cell === null || Number.isNaN(cell)
}

/**
 * `ln(1 + x)` without losing the digits of a small `x` (Kahan): the rounding error of `1 + x` is divided out again.
 * Databases have no log1p, so every back end computes this, and differs only by its logarithm.
 */
function log1p(x: number): number {
  if (!(x > -1)) return Number.NaN
  const sum = 1 + x
  return sum === 1 || x === Infinity ? x : Math.log(sum) * (x / (sum - 1))
}

function order(a: Cell, b: Cell): number {
  if (typeof a === 'string') return compareText(a, b as string)
  return a === b ? 0 : (a as number) < (b as number) ? -1 : 1
}
