import type { Op } from '../node/node.ts'

/**
 * A value inside the JavaScript back end: numbers and timestamps with NaN as missing, text and booleans with null.
 */
export type Cell = number | string | boolean | null

type Fn = (...args: never[]) => Cell

const compared =
  (compare: (a: number | string | boolean, b: number | string | boolean) => boolean) => (a: Cell, b: Cell) =>
    isMissing(a) || isMissing(b) ? null : compare(a as number, b as number)

/** What each operation does in JavaScript: the interpreter calls these, and generated code where it has no shorter form. */
export const operations: Readonly<Record<Op, Fn>> = {
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
  log1p: (a: number) => (a > -1 ? Math.log1p(a) : Number.NaN),
  sigmoid: (a: number) => 1 / (1 + Math.exp(-a)),
  equal: compared((a, b) => a === b),
  notEqual: compared((a, b) => a !== b),
  less: compared((a, b) => order(a, b) < 0),
  lessOrEqual: compared((a, b) => order(a, b) <= 0),
  greater: compared((a, b) => order(a, b) > 0),
  greaterOrEqual: compared((a, b) => order(a, b) >= 0),
  and: (...args: (boolean | null)[]) => (args.includes(false) ? false : args.includes(null) ? null : true),
  or: (...args: (boolean | null)[]) => (args.includes(true) ? true : args.includes(null) ? null : false),
  not: (a: boolean | null) => (a === null ? null : !a),
  isMissing: (a: Cell) => isMissing(a),
  coalesce: (...args: Cell[]) => args.find(arg => !isMissing(arg)) ?? (args[0] as Cell),
  smallest: (...args: number[]) =>
    args.reduce((least, arg) => (arg < least || least !== least ? arg : least), Number.NaN),
  largest: (...args: number[]) =>
    args.reduce((most, arg) => (arg > most || most !== most ? arg : most), Number.NaN),
  lower: (a: string | null) =>
    a === null ? null : a.replaceAll(/[A-Z]+/g, letters => letters.toLowerCase()),
  concat: (...args: (string | null)[]) => (args.includes(null) ? null : args.join('')),
  length: (a: string | null) => (a === null ? Number.NaN : codePoints(a)),
  toNumber: (a: boolean | null) => (a === null ? Number.NaN : a ? 1 : 0),
  year: (a: number) => dateOf(a)?.getUTCFullYear() ?? Number.NaN,
  month: (a: number) => (dateOf(a)?.getUTCMonth() ?? Number.NaN) + 1,
  dayOfMonth: (a: number) => dateOf(a)?.getUTCDate() ?? Number.NaN,
  dayOfWeek: (a: number) => (((dateOf(a)?.getUTCDay() ?? Number.NaN) + 6) % 7) + 1,
  dayOfYear: (a: number) => dayOfYear(dateOf(a)),
  hour: (a: number) => dateOf(a)?.getUTCHours() ?? Number.NaN,
  minute: (a: number) => dateOf(a)?.getUTCMinutes() ?? Number.NaN,
  daysBetween: (a: number, b: number) => (b - a) / 86_400_000_000,
}

/** True for the cells that stand for missing. */
export function isMissing(cell: Cell): boolean {
  // oxlint-disable-next-line no-self-compare
  return cell === null || cell !== cell
}

/** Numbers by value, text by code point. */
export function order(a: Cell, b: Cell): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0
}

/** Compares text by code point, as DuckDB and PostgreSQL's "C" do; JavaScript's own order differs above U+FFFF. */
export function compareText(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return rank(x) - rank(y)
  }
  return a.length - b.length
}

/** Surrogates come after all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

function dateOf(micros: number): Date | undefined {
  return Number.isNaN(micros) ? undefined : new Date(Math.floor(micros / 1000))
}

function dayOfYear(date: Date | undefined): number {
  if (date === undefined) return Number.NaN
  const first = new Date(date)
  first.setUTCMonth(0, 1)
  first.setUTCHours(0, 0, 0, 0)
  return Math.floor((date.getTime() - first.getTime()) / 86_400_000) + 1
}

/** The number of edges at or below `x`; NaN for NaN. */
export function bucketOf(edges: readonly number[], x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((edges[middle] as number) <= x) low = middle + 1
    else high = middle
  }
  return low
}

/** Knots of a piecewise linear function with the slopes computed once. */
export interface Line {
  readonly xs: readonly number[]
  readonly ys: readonly number[]
  readonly slopes: readonly number[]
}

/** Precomputes slopes: `(y1 - y0) / (x1 - x0)` of each piece. */
export function lineThrough(xs: readonly number[], ys: readonly number[]): Line {
  const slopes = xs
    .slice(1)
    .map((x, i) => ((ys[i + 1] as number) - (ys[i] as number)) / (x - (xs[i] as number)))
  return { xs, ys, slopes }
}

/** The value of a piecewise linear function, constant outside its ends; NaN for NaN. */
export function valueOnLine({ xs, ys, slopes }: Line, x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  const piece = bucketOf(xs, x)
  if (piece === 0) return ys[0] as number
  if (piece === xs.length) return ys[piece - 1] as number
  return (slopes[piece - 1] as number) * (x - (xs[piece - 1] as number)) + (ys[piece - 1] as number)
}
