import { bucket, type ExprNode } from '@sluice/expr'
import { lastBelow, lastUpTo, nextDouble, previousDouble } from '../../forest/float32.ts'
import type { SourceNode } from '../../forest/source-tree.ts'
import type { OperatorCall } from './operator.ts'

/** A node of an ensemble; a leaf has no question. Children are positions in the tree. */
export interface EnsembleNode {
  readonly mode: string
  readonly feature: number
  readonly value: number
  /** Of BRANCH_MEMBER: the numbers that take the true branch. */
  readonly members?: readonly number[]
  /** A missing input takes the true branch. */
  readonly tracks: boolean
  readonly yes: number
  readonly no: number
}

/** How thresholds are compared: inputs of float32 are rounded first. */
export type Precision = 'float' | 'double'

type Bound = (limit: number) => number

const upTo: Readonly<Record<Precision, Bound>> = {
  float: limit => lastUpTo(Math.fround(limit)),
  double: limit => limit,
}
const below: Readonly<Record<Precision, Bound>> = {
  float: limit => lastBelow(Math.fround(limit)),
  double: previousDouble,
}

/** Inputs that tell which of the numbers that nodes ask for equality a feature has. */
export interface Equalities {
  readonly precision: Precision
  /** Inputs after those of the row. */
  readonly inputs: readonly ExprNode[]
  /** By feature: the place of its input, and the code of each number. */
  readonly codes: ReadonlyMap<
    number,
    { readonly input: number; readonly ofValue: ReadonlyMap<number, number> }
  >
}

/**
 * A bucket per number: those doubles that are equal to it once they are rounded. Of the buckets between the edges those
 * with odd numbers are equal to one of the numbers.
 */
export function equalitiesOf(
  nodes: readonly (EnsembleNode | 'leaf')[],
  items: readonly ExprNode[],
  precision: Precision,
): Equalities {
  const values = new Map<number, Set<number>>()
  for (const node of nodes) {
    if (node === 'leaf') continue
    const asked = equalTo(node)
    if (asked.length === 0) continue
    const known = values.get(node.feature) ?? new Set<number>()
    asked.forEach(value => known.add(value))
    values.set(node.feature, known)
  }
  const inputs: ExprNode[] = []
  const codes = new Map<number, { readonly input: number; readonly ofValue: ReadonlyMap<number, number> }>()
  for (const [feature, asked] of values) {
    const item = items[feature]
    if (item === undefined) continue
    const ascending = [...asked].filter(Number.isFinite).toSorted((a, b) => a - b)
    const edges = ascending.flatMap(value => [
      nextDouble(below[precision](value)),
      nextDouble(upTo[precision](value)),
    ])
    codes.set(feature, {
      input: items.length + inputs.push(bucket(item, edges)) - 1,
      ofValue: new Map(ascending.map((value, i) => [value, 2 * i + 1])),
    })
  }
  return { precision, inputs, codes }
}

function equalTo({ mode, value, members = [] }: EnsembleNode): readonly number[] {
  if (mode === 'BRANCH_MEMBER') return members
  return mode === 'BRANCH_EQ' || mode === 'BRANCH_NEQ' ? [value] : []
}

/** The node of a forest that decides as a node of an ensemble does. */
export function sourceSplit(node: EnsembleNode, equalities: Equalities, call_: OperatorCall): SourceNode {
  if (!Number.isFinite(node.value) && node.members === undefined) {
    return call_.noEquivalent(`a threshold of ${node.value}`)
  }
  const { input, test, trueIsLeft } = questionOf(node, equalities, call_)
  // In onnxruntime a value that is not a number differs from every number, whatever the node says of missing ones.
  const tracks = node.tracks || node.mode === 'BRANCH_NEQ'
  return {
    kind: 'split',
    input,
    test,
    missingLeft: tracks === trueIsLeft,
    left: trueIsLeft ? node.yes : node.no,
    right: trueIsLeft ? node.no : node.yes,
    cover: 0,
  }
}

/** The question of a node: what goes left, and whether that is the true branch. */
interface Question {
  readonly input: number
  readonly test: number | ReadonlySet<number>
  readonly trueIsLeft: boolean
}

function questionOf(node: EnsembleNode, { precision, codes }: Equalities, call_: OperatorCall): Question {
  const { mode, value, feature } = node
  switch (mode) {
    case 'BRANCH_LEQ':
      return { input: feature, test: upTo[precision](value), trueIsLeft: true }
    case 'BRANCH_LT':
      return { input: feature, test: below[precision](value), trueIsLeft: true }
    case 'BRANCH_GT':
      return { input: feature, test: upTo[precision](value), trueIsLeft: false }
    case 'BRANCH_GTE':
      return { input: feature, test: below[precision](value), trueIsLeft: false }
    case 'BRANCH_EQ':
    case 'BRANCH_NEQ':
    case 'BRANCH_MEMBER': {
      const { input = feature, ofValue } = codes.get(feature) ?? {}
      const wanted = equalTo(node).flatMap(each => ofValue?.get(each) ?? [])
      return { input, test: new Set(wanted), trueIsLeft: mode !== 'BRANCH_NEQ' }
    }
    default:
      return call_.noEquivalent(`the mode ${mode.slice(0, 30)}`)
  }
}
