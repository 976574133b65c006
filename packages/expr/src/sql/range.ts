import { forestRange } from './forest-range.ts'
import type { CallNode, ExprNode, InterpolateNode, Op } from '../node/node.ts'
import { typeOf } from '../node/type-of.ts'
import { childrenOf } from '../node/walk.ts'
import { exponentOf, lastBitOf } from '../node/double-bits.ts'

/**
 * What is known of a number without running: it lies in [min, max], is 0 or at least 2^low in magnitude, and is a
 * multiple of 2^lastBit. `safe`: on the way to it no operation on finite numbers leaves the range of a double, neither
 * to infinity nor from a non-zero value to 0.
 */
export interface Range {
  readonly min: number
  readonly max: number
  readonly low: number
  readonly lastBit: number
  readonly safe: boolean
}

/** What is assumed of number columns. */
export type ColumnRange = Pick<Range, 'min' | 'max' | 'low' | 'lastBit'>

const smallestExponent = -1074
const significantBits = 53

/** Any double. */
export const anyColumn: ColumnRange = {
  min: -Infinity,
  max: Infinity,
  low: smallestExponent,
  lastBit: smallestExponent,
}

/** Doubles of ordinary magnitude: 0, or between 2^-128 and 2^128 without sign. */
export const ordinaryColumn: ColumnRange = { min: -(2 ** 128), max: 2 ** 128, low: -128, lastBit: -180 }

/** True when an operation can make NaN of numbers in these ranges: ∞ - ∞, 0 · ∞, ∞ / ∞. */
export function makesNaN(op: Op, [a, b]: readonly Range[]): boolean {
  if (a === undefined || b === undefined) return false
  if (op === 'multiply') return (isInfinite(a) && mayBeZero(b)) || (isInfinite(b) && mayBeZero(a))
  return ['add', 'subtract', 'divide'].includes(op) && isInfinite(a) && isInfinite(b)
}

/**
 * Finds the ranges of nodes; asked again, it answers from memory. Parts that are computed apart count as safe for
 * what is made of them.
 */
export function rangeFinder(
  columns: ColumnRange,
  isApart: (node: ExprNode) => boolean = () => false,
): (node: ExprNode) => Range {
  const known = new Map<ExprNode, Range>()
  const part = (node: ExprNode): Range => (isApart(node) ? { ...find(node), safe: true } : find(node))
  const find = (node: ExprNode): Range => {
    const found = known.get(node) ?? rangeOf(node, columns, part)
    known.set(node, found)
    return found
  }
  return find
}

function rangeOf(node: ExprNode, columns: ColumnRange, find: (node: ExprNode) => Range): Range {
  const children = childrenOf(node).map(find)
  const safe = children.every(child => child.safe)
  if (typeOf(node) !== 'number') return { ...nothing, safe }
  switch (node.kind) {
    case 'column':
      return { ...columns, safe: true }
    case 'literal':
      return constants([node.value as number | null], safe)
    case 'lookup':
      return constants([...(node.values as number[]), node.missing as number, node.unknown as number], safe)
    case 'bucket':
      return whole(0, node.edges.length, safe)
    case 'forest': {
      const range = forestRange(node.forest)
      return { ...range, low: range.lastBit, safe }
    }
    case 'interpolate':
      return lineRange(node, children[0] as Range)
    case 'case':
      return { ...union([...node.branches.map(({ then }) => find(then)), find(node.otherwise)]), safe }
    case 'call':
      return callRange(node, children, safe)
  }
}

function callRange({ op }: CallNode, ranges: readonly Range[], safe: boolean): Range {
  const [a, b] = ranges as readonly [Range, Range]
  switch (op) {
    case 'add':
      return sumRange(a, b)
    case 'subtract':
      return sumRange(a, { ...b, min: -b.max, max: -b.min })
    case 'multiply':
      return productRange(a, b)
    case 'divide':
      return quotientRange(a, b)
    case 'negate':
      return { ...a, min: -a.max, max: -a.min }
    case 'abs':
      return { ...a, min: 0, max: Math.max(-a.min, a.max) }
    case 'floor':
    case 'ceil':
      return { ...a, min: Math.floor(a.min), max: Math.ceil(a.max), low: 0, lastBit: 0 }
    case 'smallest':
      return { ...union(ranges), min: least(ranges, 'min'), max: least(ranges, 'max') }
    case 'largest':
      return { ...union(ranges), min: most(ranges, 'min'), max: most(ranges, 'max') }
    case 'coalesce':
      return union(ranges)
    default:
      return { ...(functions[op]?.(a) ?? whole(-widest, widest, safe)), safe }
  }
}

const functions: Partial<Record<Op, (a: Range) => Range>> = {
  sqrt: a => settled(0, Math.sqrt(Math.max(0, a.max)), Math.floor(a.low / 2)),
  exp: a => settled(0, Math.exp(a.max + 1), smallestExponent),
  ln: a => settled(-800, a.max === Infinity ? Infinity : 800, -54),
  log1p: a => settled(-800, a.max === Infinity ? Infinity : 800, a.low - 2),
  sigmoid: () => settled(0, 1, smallestExponent),
  /** Microseconds / 86 400 000 000. */
  daysBetween: () => settled(-widest, widest, -37),
}

/** Above all that lengths and parts of dates can be. */
const widest = 2 ** 32

const nothing: Range = { min: 0, max: 0, low: 1023, lastBit: 1023, safe: true }

function sumRange(a: Range, b: Range): Range {
  const [min, max] = [a.min + b.min, a.max + b.max]
  const lastBit = Math.min(a.lastBit, b.lastBit)
  return {
    min: Number.isNaN(min) ? -Infinity : min,
    max: Number.isNaN(max) ? Infinity : max,
    low: lastBit,
    lastBit,
    safe: a.safe && b.safe && Number.isFinite(min) && Number.isFinite(max),
  }
}

function productRange(a: Range, b: Range): Range {
  const corners = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max]
  return combined(a, b, corners, { low: a.low + b.low, lastBit: a.lastBit + b.lastBit })
}

function quotientRange(a: Range, b: Range): Range {
  const largest = magnitude(a) / 2 ** b.low
  const low = a.low - exponentOf(magnitude(b)) - 1
  return combined(a, b, [-largest, largest], { low, lastBit: low - significantBits })
}

function combined(
  a: Range,
  b: Range,
  corners: readonly number[],
  { low, lastBit }: Pick<Range, 'low' | 'lastBit'>,
): Range {
  const unknown = corners.some(Number.isNaN)
  const [min, max] = unknown ? [-Infinity, Infinity] : [Math.min(...corners), Math.max(...corners)]
  const safe = a.safe && b.safe && Number.isFinite(min) && Number.isFinite(max) && low >= smallestExponent
  return { ...settled(min, max, low, lastBit), safe }
}

/** A rounded number has 53 bits, so its last bit is not far below its first. */
function settled(min: number, max: number, low: number, lastBit = smallestExponent): Range {
  const last = Math.max(lastBit, low - significantBits, smallestExponent)
  return { min, max, low: Math.max(low, last), lastBit: last, safe: true }
}

function lineRange({ xs, ys }: InterpolateNode, x: Range): Range {
  const values = constants(ys, x.safe)
  const slopes = xs.slice(1).map((x1, i) => {
    const [x0, y0, y1] = [xs[i], ys[i], ys[i + 1]] as [number, number, number]
    return (y1 - y0) / (x1 - x0)
  })
  const ends = slopes.map(
    (slope, i) => slope * ((xs[i + 1] as number) - (xs[i] as number)) + (ys[i] as number),
  )
  const distance = Math.min(x.lastBit, constants(xs, true).lastBit)
  const rise = constants(slopes, true)
  const lastBit = Math.max(Math.min(rise.lastBit + distance, values.lastBit), smallestExponent)
  return {
    min: Math.min(values.min, ...ends),
    max: Math.max(values.max, ...ends),
    low: lastBit,
    lastBit,
    safe: x.safe && rise.low + distance >= smallestExponent,
  }
}

function constants(values: readonly (number | null)[], safe: boolean): Range {
  const numbers = values.filter(value => value !== null)
  const others = numbers.filter(value => value !== 0)
  return {
    min: numbers.reduce((least, value) => Math.min(least, value), Infinity),
    max: numbers.reduce((most, value) => Math.max(most, value), -Infinity),
    low: others.reduce((least, value) => Math.min(least, exponentOf(value)), nothing.low),
    lastBit: others.reduce((least, value) => Math.min(least, lastBitOf(value)), nothing.lastBit),
    safe,
  }
}

function union(ranges: readonly Range[]): Range {
  return {
    min: least(ranges, 'min'),
    max: most(ranges, 'max'),
    low: least(ranges, 'low'),
    lastBit: least(ranges, 'lastBit'),
    safe: ranges.every(({ safe }) => safe),
  }
}

function whole(min: number, max: number, safe: boolean): Range {
  return { min, max, low: 0, lastBit: 0, safe }
}

type Bound = 'min' | 'max' | 'low' | 'lastBit'

function least(ranges: readonly Range[], bound: Bound): number {
  return ranges.reduce((found, range) => Math.min(found, range[bound]), Infinity)
}

function most(ranges: readonly Range[], bound: Bound): number {
  return ranges.reduce((found, range) => Math.max(found, range[bound]), -Infinity)
}

function magnitude({ min, max }: Range): number {
  return Math.max(-min, max)
}

function isInfinite(range: Range): boolean {
  return magnitude(range) === Infinity
}

function mayBeZero({ min, max }: Range): boolean {
  return min <= 0 && max >= 0
}
