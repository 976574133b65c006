import type { OperatorCall } from './operator.ts'
import type { EnsembleNode } from './tree-nodes.ts'

/** Trees of one operator, whatever way it writes them down. */
export interface Ensemble {
  readonly trees: readonly EnsembleTree[]
  readonly targets: number
}

/** Nodes of a tree, the root first, with what its leaves add to targets. */
export interface EnsembleTree {
  readonly nodes: readonly (EnsembleNode | 'leaf')[]
  /** By position of the leaf, then by target. */
  readonly weights: ReadonlyMap<number, ReadonlyMap<number, number>>
}

/**
 * Trees written as `nodes_treeids`, `nodes_nodeids` … with weights in `<target>_treeids` …, where `target` is `class`
 * or `target`.
 */
export function listedEnsemble(call_: OperatorCall, target: 'class' | 'target', targets: number): Ensemble {
  const { attributes, invalid } = call_
  const [treeIds, nodeIds] = [attributes.integers('nodes_treeids'), attributes.integers('nodes_nodeids')]
  const features = same(attributes.integers('nodes_featureids'), nodeIds, 'nodes_featureids', call_)
  const values = same(numbersOf(call_, 'nodes_values'), nodeIds, 'nodes_values', call_)
  const modes = same(attributes.texts('nodes_modes'), nodeIds, 'nodes_modes', call_)
  const yes = same(attributes.integers('nodes_truenodeids'), nodeIds, 'nodes_truenodeids', call_)
  const no = same(attributes.integers('nodes_falsenodeids'), nodeIds, 'nodes_falsenodeids', call_)
  const tracks = attributes.integers('nodes_missing_value_tracks_true')
  if (tracks.length > 0) same(tracks, nodeIds, 'nodes_missing_value_tracks_true', call_)
  same(treeIds, nodeIds, 'nodes_treeids', call_)
  const trees = new Map<number, Map<number, number>>()
  treeIds.forEach((tree, i) => {
    const places = trees.get(tree) ?? new Map<number, number>()
    const id = nodeIds[i] as number
    if (places.has(id)) invalid(`tree ${tree} has node ${id} twice`)
    places.set(id, i)
    trees.set(tree, places)
  })
  const weights = leafWeights(call_, target, targets, trees)
  const built = [...trees].map(([tree, places]): EnsembleTree => {
    const order = new Map([...places.keys()].map((id, at) => [id, at] as const))
    const child = (id: number) => order.get(id) ?? invalid(`tree ${tree} has no node ${id}`)
    const nodes = [...places.values()].map((i): EnsembleNode | 'leaf' => {
      const mode = modes[i] as string
      if (mode === 'LEAF') return 'leaf'
      return {
        mode,
        feature: features[i] as number,
        value: values[i] as number,
        tracks: tracks[i] === 1,
        yes: child(yes[i] as number),
        no: child(no[i] as number),
      }
    })
    const own = [...(weights.get(tree) ?? [])].map(([id, each]) => [child(id), each] as const)
    return { nodes, weights: new Map(own) }
  })
  return { trees: built, targets }
}

type Weights = Map<number, Map<number, Map<number, number>>>

function leafWeights(
  call_: OperatorCall,
  target: string,
  targets: number,
  trees: ReadonlyMap<number, ReadonlyMap<number, number>>,
): Weights {
  const { attributes, invalid } = call_
  const treeIds = attributes.integers(`${target}_treeids`)
  const nodeIds = same(attributes.integers(`${target}_nodeids`), treeIds, `${target}_nodeids`, call_)
  const ids = same(attributes.integers(`${target}_ids`), treeIds, `${target}_ids`, call_)
  const values = same(numbersOf(call_, `${target}_weights`), treeIds, `${target}_weights`, call_)
  const weights: Weights = new Map()
  treeIds.forEach((tree, i) => {
    const [node, id] = [nodeIds[i] as number, ids[i] as number]
    if (!trees.get(tree)?.has(node)) {
      invalid(`has a weight for node ${node} of tree ${tree}, which is not there`)
    }
    if (id < 0 || id >= targets) invalid(`has a weight for ${target} ${id} of ${targets}`)
    const ofTree = weights.get(tree) ?? new Map<number, Map<number, number>>()
    const ofNode = ofTree.get(node) ?? new Map<number, number>()
    ofNode.set(id, (ofNode.get(id) ?? 0) + (values[i] as number))
    ofTree.set(node, ofNode)
    weights.set(tree, ofTree)
  })
  return weights
}

/** Numbers that are an attribute of floats or, as `<name>_as_tensor`, of doubles. */
export function numbersOf({ attributes }: OperatorCall, name: string): readonly number[] {
  return attributes.tensor(`${name}_as_tensor`)?.values.map(Number) ?? attributes.numbers(name)
}

function same<T>(
  list: readonly T[],
  as: readonly unknown[],
  name: string,
  { invalid }: OperatorCall,
): readonly T[] {
  return list.length === as.length ? list : invalid(`${name} has ${list.length} entries for ${as.length}`)
}

const modes = [
  'BRANCH_LEQ',
  'BRANCH_LT',
  'BRANCH_GTE',
  'BRANCH_GT',
  'BRANCH_EQ',
  'BRANCH_NEQ',
  'BRANCH_MEMBER',
] as const

/** Trees of the operator TreeEnsemble (`ai.onnx.ml` 5): inner nodes and leaves are lists of their own. */
export function indexedEnsemble(call_: OperatorCall): Ensemble {
  const { attributes, invalid } = call_
  const tensor = (name: string) => attributes.tensor(name)?.values.map(Number) ?? []
  const targets = attributes.integer('n_targets', 1)
  const features = attributes.integers('nodes_featureids')
  const modeIds = same(tensor('nodes_modes'), features, 'nodes_modes', call_)
  const splits = same(tensor('nodes_splits'), features, 'nodes_splits', call_)
  const list = (name: string) => same(attributes.integers(name), features, name, call_)
  const [yes, no] = [list('nodes_truenodeids'), list('nodes_falsenodeids')]
  const [yesLeaf, noLeaf] = [list('nodes_trueleafs'), list('nodes_falseleafs')]
  const tracks = attributes.integers('nodes_missing_value_tracks_true')
  const leafTargets = attributes.integers('leaf_targetids')
  const leafValues = same(tensor('leaf_weights'), leafTargets, 'leaf_weights', call_)
  const members = memberSets(tensor('membership_values'))
  let sets = 0
  const memberOf = modeIds.map(mode => (modes[mode] === 'BRANCH_MEMBER' ? members[sets++] : undefined))
  const trees = attributes.integers('tree_roots').map((root): EnsembleTree => {
    const nodes: (EnsembleNode | 'leaf')[] = []
    const weights = new Map<number, ReadonlyMap<number, number>>()
    const open: { readonly at: number; readonly node: number }[] = []
    const enter = (index: number, isLeaf: boolean): number => {
      if (nodes.length > 2 * features.length + 1) invalid('has a tree that does not end')
      const at = nodes.push('leaf') - 1
      if (!isLeaf) open.push({ at, node: index })
      else {
        weights.set(
          at,
          new Map([[leafTargets[index] ?? invalid(`has no leaf ${index}`), leafValues[index] as number]]),
        )
      }
      return at
    }
    // A tree of one leaf is a node whose branches are the same leaf.
    const single = yesLeaf[root] === 1 && noLeaf[root] === 1 && yes[root] === no[root]
    enter(single ? (yes[root] as number) : root, single)
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const i = next.node
      if (features[i] === undefined) invalid(`has no node ${i}`)
      nodes[next.at] = {
        mode: modes[modeIds[i] as number] ?? `mode ${modeIds[i]}`,
        feature: features[i] as number,
        value: splits[i] as number,
        tracks: tracks[i] === 1,
        yes: enter(yes[i] as number, yesLeaf[i] === 1),
        no: enter(no[i] as number, noLeaf[i] === 1),
        ...(memberOf[i] && { members: memberOf[i] }),
      }
    }
    return { nodes, weights }
  })
  const odd = leafTargets.find(target => target < 0 || target >= targets)
  if (odd !== undefined) invalid(`has a leaf for target ${odd} of ${targets}`)
  return { trees, targets }
}

/** Sets one after the other, separated by values that are not a number. */
function memberSets(values: readonly number[]): readonly (readonly number[])[] {
  const sets: number[][] = [[]]
  for (const value of values) {
    if (Number.isNaN(value)) sets.push([])
    else sets.at(-1)?.push(value)
  }
  return sets
}
