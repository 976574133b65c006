import type { CallNode, Op } from '@sluice/expr'
import {
  chosen,
  constantNumber,
  isMissing,
  type ExportedBoolean,
  type ExportedNumber,
  type ExportedValue,
} from './exported-value.ts'
import type { GraphDraft } from './graph-draft.ts'

type Args = readonly ExportedValue[]
type Make = (graph: GraphDraft, args: Args) => ExportedValue

const names = (args: Args) => args.map(arg => (arg as ExportedNumber).name)
const number = (name: string): ExportedNumber => ({ kind: 'number', name })
const boolean = (yes: string, no: string): ExportedBoolean => ({ kind: 'boolean', yes, no })

/** Operations that are one operator, missing in and missing out. */
const plain =
  (opType: string): Make =>
  (graph, args) =>
    number(graph.node(opType, names(args)))

/** What `make` gives where a condition on the last argument holds, else missing. */
const within =
  (opType: string, limit: number, make: Make): Make =>
  (graph, args) => {
    const bound = graph.doubles([limit], [1, 1])
    const holds = graph.node(opType, [names(args).at(-1) as string, bound])
    return chosen(graph, holds, make(graph, args), constantNumber(graph, null))
  }

/** Comparisons: with a missing operand neither operator holds. */
const comparison =
  (yes: string, no: string): Make =>
  (graph, args) => {
    if (args.some(({ kind }) => kind === 'boolean')) return boolCompare(yes, graph, args)
    if (args.some(({ kind }) => kind === 'text')) return textCompare(yes, graph, args)
    return boolean(graph.node(yes, names(args)), graph.node(no, names(args)))
  }

const equality =
  (isEqual: boolean): Make =>
  (graph, args) => {
    if (args.some(({ kind }) => kind === 'boolean')) {
      return boolCompare(isEqual ? 'Equal' : 'NotEqual', graph, args)
    }
    const equal = graph.node('Equal', names(args))
    const present = args.map(arg => graph.node('Not', [isMissing(graph, arg)]))
    const known = graph.node('And', present)
    const yes = graph.node('And', [equal, known])
    const no = graph.node('And', [graph.node('Not', [equal]), known])
    return isEqual ? boolean(yes, no) : boolean(no, yes)
  }

function boolCompare(opType: string, graph: GraphDraft, args: Args): ExportedBoolean {
  const [a, b] = args as readonly [ExportedBoolean, ExportedBoolean]
  if (opType !== 'Equal' && opType !== 'NotEqual') throw new NoOperator('an order of booleans')
  const both = (x: string, y: string) => graph.node('And', [x, y])
  const same = graph.node('Or', [both(a.yes, b.yes), both(a.no, b.no)])
  const other = graph.node('Or', [both(a.yes, b.no), both(a.no, b.yes)])
  return opType === 'Equal' ? boolean(same, other) : boolean(other, same)
}

function textCompare(opType: string, _graph: GraphDraft, _args: Args): never {
  throw new NoOperator(`${opType} of texts: ONNX does not order them`)
}

const logic =
  (yes: 'And' | 'Or', no: 'And' | 'Or'): Make =>
  (graph, args) =>
    (args as readonly ExportedBoolean[]).reduce((a, b) =>
      boolean(graph.node(yes, [a.yes, b.yes]), graph.node(no, [a.no, b.no])),
    )

/** The first of equal ones, missing when any is. */
const extreme =
  (keepsFirst: string): Make =>
  (graph, args) =>
    (args as readonly ExportedNumber[]).reduce((a, b) => {
      const first = graph.node(keepsFirst, [a.name, b.name])
      const picked = graph.node('Where', [first, a.name, b.name])
      const missing = graph.node('Or', [isMissing(graph, a), isMissing(graph, b)])
      return number(graph.node('Where', [missing, graph.doubles([Number.NaN], [1, 1]), picked]))
    })

const one = (graph: GraphDraft) => graph.doubles([1], [1, 1])

/** log1p without the loss of digits near 0: `log(u) · x / (u - 1)` of `u = 1 + x` (Kahan). */
const log1p: Make = (graph, args) => {
  const [x] = names(args) as [string]
  const u = graph.node('Add', [x, one(graph)])
  const quotient = graph.node('Div', [x, graph.node('Sub', [u, one(graph)])])
  const kahan = graph.node('Mul', [graph.node('Log', [u]), quotient])
  return number(graph.node('Where', [graph.node('Equal', [u, one(graph)]), x, kahan]))
}

// onnxruntime's own Sigmoid of doubles is right to 1e-16 only, so that small probabilities lose all digits.
const sigmoid: Make = (graph, args) => {
  const [x] = names(args) as [string]
  const odds = graph.node('Exp', [graph.node('Neg', [x])])
  return number(graph.node('Div', [one(graph), graph.node('Add', [one(graph), odds])]))
}

const microsecondsPerDay = 86_400_000_000

const daysBetween: Make = (graph, args) => {
  const [from, to] = names(args) as [string, string]
  const difference = graph.node('Sub', [to, from])
  return number(graph.node('Div', [difference, graph.doubles([microsecondsPerDay], [1, 1])]))
}

const toNumber: Make = (graph, [arg]) => {
  const { yes, no } = arg as ExportedBoolean
  const ifNo = chosen(graph, no, constantNumber(graph, 0), constantNumber(graph, null))
  return chosen(graph, yes, constantNumber(graph, 1), ifNo)
}

const divide: Make = (graph, args) => {
  const [, divisor] = names(args) as [string, string]
  const isZero = graph.node('Equal', [divisor, graph.doubles([0], [1, 1])])
  return chosen(graph, isZero, constantNumber(graph, null), plain('Div')(graph, args))
}

const makes: Readonly<Partial<Record<Op, Make>>> = {
  add: plain('Add'),
  subtract: plain('Sub'),
  multiply: plain('Mul'),
  divide,
  negate: plain('Neg'),
  abs: plain('Abs'),
  sqrt: plain('Sqrt'),
  floor: plain('Floor'),
  ceil: plain('Ceil'),
  exp: plain('Exp'),
  ln: within('Greater', 0, plain('Log')),
  log1p: within('Greater', -1, log1p),
  sigmoid,
  equal: equality(true),
  notEqual: equality(false),
  less: comparison('Less', 'GreaterOrEqual'),
  lessOrEqual: comparison('LessOrEqual', 'Greater'),
  greater: comparison('Greater', 'LessOrEqual'),
  greaterOrEqual: comparison('GreaterOrEqual', 'Less'),
  and: logic('And', 'Or'),
  or: logic('Or', 'And'),
  not: (_graph, [arg]) => boolean((arg as ExportedBoolean).no, (arg as ExportedBoolean).yes),
  isMissing: (graph, [arg]) => {
    const missing = isMissing(graph, arg as ExportedValue)
    return boolean(missing, graph.node('Not', [missing]))
  },
  coalesce: (graph, args) => args.reduceRight((rest, arg) => chosen(graph, isMissing(graph, arg), rest, arg)),
  smallest: extreme('LessOrEqual'),
  largest: extreme('GreaterOrEqual'),
  toNumber,
  daysBetween,
}

/** Says that ONNX has no operator for something. */
export class NoOperator extends Error {}

/** An operation in the graph. */
export function exportCall(graph: GraphDraft, { op }: CallNode, args: Args): ExportedValue {
  const make = makes[op]
  if (make === undefined) throw new NoOperator('ONNX has no operator for it')
  return make(graph, args)
}
