import { CATEGORY } from '../node/forest.ts'
import { childrenOf } from '../node/walk.ts'
import type { CallNode, ExprNode, ForestNode, Op } from '../node/node.ts'
import { interpretJs } from './interpret.ts'

/** The error of a double relative to its size: half the distance of neighbours on either side. */
const rounding = Number.EPSILON / 2

interface Estimate {
  readonly value: unknown
  /** How far another engine's value may lie away; Infinity where it may be another one altogether. */
  readonly error: number
}

/**
 * How far an engine whose exp, ln, log1p and sigmoid differ by up to `ulps` may lie from JavaScript's value of an
 * expression for a row, when the errors of the parts are carried on to the result. 0 for exact expressions; Infinity
 * where an inexact value decides a comparison, a bucket or a lookup too close to its border.
 */
export function errorBound(node: ExprNode, row: Readonly<Record<string, unknown>>, ulps = 2): number {
  const { parts, valuesOf } = evaluationOf(node)
  const values = valuesOf(row)
  const known = new Map<ExprNode, Estimate>()
  for (const [i, part] of parts.entries()) {
    const children = childrenOf(part).map(child => known.get(child) as Estimate)
    const value = values[`p${i}`] ?? null
    const error = value === null ? carriedFlip(children) : errorOf(part, value, children, ulps)
    known.set(part, { value, error })
  }
  return known.get(node)?.error ?? 0
}

/** All parts of an expression, children first, and their values for a row, as `p0`, `p1` … */
interface Evaluation {
  readonly parts: readonly ExprNode[]
  readonly valuesOf: (row: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
}

// Bounds are asked for row after row of the same expression.
const evaluations = new WeakMap<ExprNode, Evaluation>()

function evaluationOf(node: ExprNode): Evaluation {
  const known = evaluations.get(node)
  if (known !== undefined) return known
  const parts = new Set<ExprNode>()
  const visit = (part: ExprNode) => {
    if (parts.has(part)) return
    childrenOf(part).forEach(visit)
    parts.add(part)
  }
  visit(node)
  const outputs = Object.fromEntries([...parts].map((part, i) => [`p${i}`, part]))
  const evaluation = { parts: [...parts], valuesOf: interpretJs(outputs).row }
  evaluations.set(node, evaluation)
  return evaluation
}

function carriedFlip(children: readonly Estimate[]): number {
  return children.some(({ error }) => error === Infinity) ? Infinity : 0
}

function errorOf(node: ExprNode, value: unknown, children: readonly Estimate[], ulps: number): number {
  const largest = Math.max(0, ...children.map(({ error }) => error))
  switch (node.kind) {
    case 'column':
    case 'literal':
      return 0
    case 'call':
      return callError(node, Number(value), children, ulps)
    case 'case': {
      const conditions = children.filter((_, i) => i % 2 === 0 && i < children.length - 1)
      if (conditions.some(({ error }) => error > 0)) return Infinity
      const taken = conditions.findIndex(condition => condition.value === true)
      return (taken === -1 ? children.at(-1) : children[2 * taken + 1])?.error ?? 0
    }
    case 'lookup':
      return largest > 0 ? Infinity : 0
    case 'interpolate': {
      if (largest === 0) return 0
      const slopes = node.xs
        .slice(1)
        .map((x, i) =>
          Math.abs(((node.ys[i + 1] as number) - (node.ys[i] as number)) / (x - (node.xs[i] as number))),
        )
      return Math.max(0, ...slopes) * largest + 4 * rounding * Math.max(...node.ys.map(Math.abs))
    }
    case 'bucket':
      return largest > 0 &&
        node.edges.some(edge => Math.abs(edge - (children[0]?.value as number)) <= largest)
        ? Infinity
        : 0
    case 'forest':
      return forestError(node, children)
  }
}

/** 0, unless an inexact input lies too close to a threshold; categories are exact or of no use. */
function forestError({ forest }: ForestNode, children: readonly Estimate[]): number {
  const { feature, threshold, flags } = forest
  const decides = feature.some((input, i) => {
    const { value, error } = children[input] as Estimate
    if (error === 0) return false
    const isCategory = ((flags[i] as number) & CATEGORY) !== 0
    return isCategory || error === Infinity || Math.abs((threshold[i] as number) - Number(value)) <= error
  })
  return decides ? Infinity : 0
}

const comparisons: ReadonlySet<Op> = new Set<Op>([
  'equal',
  'notEqual',
  'less',
  'lessOrEqual',
  'greater',
  'greaterOrEqual',
])

function callError({ op }: CallNode, value: number, children: readonly Estimate[], ulps: number): number {
  const [first, second] = children
  const [a, b] = [Number(first?.value), Number(second?.value)]
  const [ea, eb] = [first?.error ?? 0, second?.error ?? 0]
  const carried = ea + eb
  const round = carried > 0 ? 2 * rounding * Math.abs(value) : 0
  const own = 2 * ulps * rounding * Math.abs(value)
  if (comparisons.has(op)) return carried > 0 && Math.abs(a - b) <= carried ? Infinity : 0
  switch (op) {
    case 'add':
    case 'subtract':
      return carried + round
    case 'multiply':
      return Math.abs(a) * eb + Math.abs(b) * ea + ea * eb + round
    case 'divide':
      return (ea + Math.abs(value) * eb) / Math.max(Math.abs(b) - eb, Number.MIN_VALUE) + round
    case 'sqrt':
      return ea === 0 ? 0 : ea / Math.max(value, Number.MIN_VALUE) + round
    case 'exp':
      return Math.abs(value) * Math.expm1(ea) + own
    case 'ln':
      return ea / Math.max(a - ea, Number.MIN_VALUE) + own
    case 'log1p':
      return ea / Math.max(1 + a - ea, Number.MIN_VALUE) + own
    case 'sigmoid':
      return ea / 4 + own
    case 'floor':
    case 'ceil':
      return ea > 0 && Math.floor(a - ea) !== Math.floor(a + ea) ? 1 : 0
    default:
      return op === 'and' || op === 'or' || op === 'not' || op === 'isMissing'
        ? carriedFlip(children)
        : Math.max(0, ...children.map(({ error }) => error))
  }
}
