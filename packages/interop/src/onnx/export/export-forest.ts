import { CATEGORY, MISSING_LEFT, type Forest } from '@sluice/expr'
import type { OnnxAttribute } from '../onnx-file.ts'
import { attribute, byteTensor, doubleTensor } from './graph-draft.ts'

const mode = { lessOrEqual: 0, member: 6 } as const
const sum = 1

/**
 * Attributes of the operator TreeEnsemble (`ai.onnx.ml` 5) for a forest without its base. Splits and leaves are doubles,
 * so that nothing is rounded.
 */
export function treeEnsemble(forest: Forest): readonly OnnxAttribute[] {
  const { feature, flags, left, right, leaves, roots } = forest
  const { modes, splits, members } = questionsOf(forest)
  // A tree of one leaf is a node whose branches are the same leaf.
  const single = roots.filter(root => root < 0).map(root => -1 - root)
  const more = (values: readonly number[], value: (leaf: number) => number) => [
    ...values,
    ...single.map(value),
  ]
  const trees = roots.map(root => (root >= 0 ? root : feature.length + single.indexOf(-1 - root)))
  const { integer, integers, tensor } = attribute
  const nodes = {
    featureids: more(feature, () => 0),
    truenodeids: more(left.map(index), leaf => leaf),
    trueleafs: more(left.map(isLeaf), () => 1),
    falsenodeids: more(right.map(index), leaf => leaf),
    falseleafs: more(right.map(isLeaf), () => 1),
    missing_value_tracks_true: more(flags.map(tracksTrue), () => 0),
  }
  const allSplits = more(splits, () => 0)
  return [
    integer('aggregate_function', sum),
    integer('post_transform', 0),
    integer('n_targets', 1),
    integers('tree_roots', trees),
    ...Object.entries(nodes).map(([name, values]) => integers(`nodes_${name}`, values)),
    tensor('nodes_modes', byteTensor(more(modes, () => mode.lessOrEqual))),
    tensor('nodes_splits', doubleTensor(allSplits, [allSplits.length])),
    integers(
      'leaf_targetids',
      leaves.map(() => 0),
    ),
    tensor('leaf_weights', doubleTensor(leaves, [leaves.length])),
    ...(members.length > 0 ? [tensor('membership_values', membership(members))] : []),
  ]
}

/** What each node asks. A set without members lets nothing through, as does the smallest number. */
function questionsOf({ threshold, flags, sets }: Forest) {
  const nothing = { mode: mode.lessOrEqual, split: -Number.MAX_VALUE, set: [] as readonly number[] }
  const asked = threshold.map((value, i) => {
    if (((flags[i] as number) & CATEGORY) === 0) return { ...nothing, split: value }
    const set = sets[value] ?? []
    return set.length > 0 ? { mode: mode.member, split: 0, set } : nothing
  })
  return {
    modes: asked.map(each => each.mode),
    splits: asked.map(({ split }) => split),
    members: asked.flatMap(({ set }) => (set.length === 0 ? [] : [set])),
  }
}

function index(child: number): number {
  return child >= 0 ? child : -1 - child
}

function isLeaf(child: number): number {
  return child >= 0 ? 0 : 1
}

function tracksTrue(flag: number): number {
  return (flag & MISSING_LEFT) === 0 ? 0 : 1
}

/** Sets one after the other, each ended by a value that is not a number. */
function membership(sets: readonly (readonly number[])[]) {
  const values = sets.flatMap(set => [...set, Number.NaN])
  return doubleTensor(values, [values.length])
}
