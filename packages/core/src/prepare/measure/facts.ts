import type { CaseNode, CallNode, ExprNode, LookupNode, Op } from '@sluice/expr'

/** What is known of an expression over all training rows. Both bounds are NaN when every value is missing. */
export interface Facts {
  readonly rows: number
  readonly missing: number
  readonly min: number
  readonly max: number
}

/** The range of date parts. */
const ranges: Partial<Record<Op, readonly [number, number]>> = {
  month: [1, 12],
  dayOfMonth: [1, 31],
  dayOfWeek: [1, 7],
  dayOfYear: [1, 366],
  hour: [0, 23],
}

/**
 * Facts of an expression, derived from measured facts of its parts without reading any row. The bounds may be wider
 * than the values are. Undefined where only reading the rows can tell.
 */
export function factsOf(node: ExprNode, measured: ReadonlyMap<ExprNode, Facts>): Facts | undefined {
  const known = measured.get(node)
  if (known !== undefined) return known
  const of = (part: ExprNode) => factsOf(part, measured)
  if (node.kind === 'call') return factsOfCall(node, of)
  if (node.kind === 'case') return clipBounds(node) ? factsOfClip(node, of) : factsOfCase(node, of)
  if (node.kind === 'lookup') return factsOfLookup(node, measured)
  if (node.kind !== 'bucket' && node.kind !== 'interpolate') return undefined
  const facts = of(node.input)
  if (facts === undefined) return undefined
  return node.kind === 'bucket'
    ? withRange(facts, 0, node.edges.length)
    : withRange(facts, Math.min(...node.ys), Math.max(...node.ys))
}

type FactsOf = (node: ExprNode) => Facts | undefined

function factsOfCall({ op, args }: CallNode, of: FactsOf): Facts | undefined {
  const [first, second] = args as readonly [ExprNode, ExprNode?]
  const facts = of(first)
  if (facts === undefined) return undefined
  const range = ranges[op]
  if (range !== undefined) return withRange(facts, ...range)
  if (op === 'log1p' && facts.min > -1) return withRange(facts, Math.log1p(facts.min), Math.log1p(facts.max))
  if (second?.kind !== 'literal' || args.length > 2) return undefined
  if (op === 'coalesce') return filled(facts, second.value)
  return typeof second.value === 'number' ? shifted(op, facts, second.value) : undefined
}

/** Values and a constant where they are missing. */
function filled({ rows, missing, min, max }: Facts, value: unknown): Facts {
  if (missing === 0 || typeof value !== 'number') return { rows, missing: 0, min, max }
  if (missing === rows) return { rows, missing: 0, min: value, max: value }
  return { rows, missing: 0, min: Math.min(min, value), max: Math.max(max, value) }
}

const arithmetic: Partial<Record<Op, (value: number, by: number) => number>> = {
  add: (value, by) => value + by,
  subtract: (value, by) => value - by,
  multiply: (value, by) => value * by,
  divide: (value, by) => (by === 0 ? Number.NaN : value / by),
}

function shifted(op: Op, facts: Facts, by: number): Facts | undefined {
  const ends = [facts.min, facts.max].map(end => arithmetic[op]?.(end, by) ?? Number.NaN)
  if (ends.some(Number.isNaN)) return undefined
  return withRange(facts, Math.min(...ends), Math.max(...ends))
}

/** The bounds of `CASE WHEN x < low THEN low WHEN x > high THEN high ELSE x END`. */
export function clipBounds({ branches, otherwise }: CaseNode): readonly [number, number] | undefined {
  const bounds = branches.map(({ when, then }) => {
    const isBound = when.kind === 'call' && when.args[0] === otherwise && then.kind === 'literal'
    const bound = isBound && when.args[1]?.kind === 'literal' ? when.args[1].value : undefined
    return isBound && then.value === bound && typeof bound === 'number' ? { op: when.op, bound } : undefined
  })
  const [low, high] = bounds
  if (bounds.length !== 2 || low?.op !== 'less' || high?.op !== 'greater') return undefined
  return [low.bound, high.bound]
}

function factsOfClip(node: CaseNode, of: FactsOf): Facts | undefined {
  const bounds = clipBounds(node)
  const facts = of(node.otherwise)
  if (bounds === undefined || facts === undefined) return undefined
  const cut = (value: number) => Math.min(Math.max(value, bounds[0]), bounds[1])
  return withRange(facts, cut(facts.min), cut(facts.max))
}

/** A case whose parts are never missing is never missing. */
function factsOfCase({ branches, otherwise }: CaseNode, of: FactsOf): Facts | undefined {
  return [...branches.map(({ then }) => then), otherwise]
    .map(of)
    .reduce((all, facts) =>
      all?.missing === 0 && facts?.missing === 0
        ? { ...facts, min: Math.min(all.min, facts.min), max: Math.max(all.max, facts.max) }
        : undefined,
    )
}

/** A lookup that gives a number whatever it is asked. */
function factsOfLookup(
  { type, values, missing, unknown }: LookupNode,
  measured: ReadonlyMap<ExprNode, Facts>,
): Facts | undefined {
  const [some] = measured.values()
  const all = [...values, missing, unknown]
  if (some === undefined || type !== 'number' || all.includes(null)) return undefined
  const numbers = all as readonly number[]
  const min = numbers.reduce((least, value) => Math.min(least, value))
  return { rows: some.rows, missing: 0, min, max: numbers.reduce((most, value) => Math.max(most, value)) }
}

function withRange({ rows, missing }: Facts, min: number, max: number): Facts {
  return missing === rows ? { rows, missing, min: Number.NaN, max: Number.NaN } : { rows, missing, min, max }
}
