import { lastBelow, lastUpTo, previousDouble } from '../../forest/float32.ts'
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

/** The question of a node: what goes left, and whether that is the true branch. */
interface Question {
  readonly test: number | ReadonlySet<number>
  readonly trueIsLeft: boolean
}

type Bound = (limit: number) => number

const upTo: Readonly<Record<Precision, Bound>> = {
  float: limit => lastUpTo(Math.fround(limit)),
  double: x => x,
}
const below: Readonly<Record<Precision, Bound>> = {
  float: limit => lastBelow(Math.fround(limit)),
  double: previousDouble,
}

/** The node of a forest that decides as a node of an ensemble does. */
export function sourceSplit(node: EnsembleNode, precision: Precision, call_: OperatorCall): SourceNode {
  if (!Number.isFinite(node.value) && node.members === undefined) {
    return call_.noEquivalent(`a threshold of ${node.value}`)
  }
  const { test, trueIsLeft } = questionOf(node, precision, call_)
  // In onnxruntime a value that is not a number differs from every number, whatever the node says of missing ones.
  const tracks = node.tracks || node.mode === 'BRANCH_NEQ'
  return {
    kind: 'split',
    input: node.feature,
    test,
    missingLeft: tracks === trueIsLeft,
    left: trueIsLeft ? node.yes : node.no,
    right: trueIsLeft ? node.no : node.yes,
    cover: 0,
  }
}

function questionOf(
  { mode, value, members }: EnsembleNode,
  precision: Precision,
  call_: OperatorCall,
): Question {
  switch (mode) {
    case 'BRANCH_LEQ':
      return { test: upTo[precision](value), trueIsLeft: true }
    case 'BRANCH_LT':
      return { test: below[precision](value), trueIsLeft: true }
    case 'BRANCH_GT':
      return { test: upTo[precision](value), trueIsLeft: false }
    case 'BRANCH_GTE':
      return { test: below[precision](value), trueIsLeft: false }
    case 'BRANCH_EQ':
      return { test: setOf([value], call_), trueIsLeft: true }
    case 'BRANCH_NEQ':
      return { test: setOf([value], call_), trueIsLeft: false }
    case 'BRANCH_MEMBER':
      return { test: setOf(members ?? [], call_), trueIsLeft: true }
    default:
      return call_.noEquivalent(`the mode ${mode.slice(0, 30)}`)
  }
}

const mostCategories = 65_536

function setOf(values: readonly number[], { noEquivalent }: OperatorCall): ReadonlySet<number> {
  const odd = values.find(value => !(Number.isInteger(value) && value >= 0 && value < mostCategories))
  if (odd !== undefined) {
    return noEquivalent(
      `it asks whether a number equals ${odd}; there are whole numbers from 0 to ${mostCategories - 1}`,
    )
  }
  return new Set(values)
}
