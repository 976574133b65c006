import { call, forest, literal, type ExprNode } from '@sluice/expr'
import { addTree, finishDraft, newDraft } from '../../forest/forest-draft.ts'
import type { SourceNode } from '../../forest/source-tree.ts'
import type { RowValue } from '../row-value.ts'
import { numbersOf as rowOf } from './arithmetic.ts'
import { binaryScores, classScores, labelsOf, postTransform, type OneScore } from './classes.ts'
import { indexedEnsemble, listedEnsemble, numbersOf, type Ensemble } from './ensemble.ts'
import type { Operator, OperatorCall } from './operator.ts'
import { equalitiesOf, sourceSplit } from './tree-nodes.ts'

/** Nodes times targets: what one operator may become. */
const mostNodes = 8_000_000

/** The sum of each target as a forest over the columns of the row. */
function forestsOf(
  row: RowValue,
  { trees, targets }: Ensemble,
  bases: readonly number[],
  scale: number,
  call_: OperatorCall,
): readonly ExprNode[] {
  const nodes = trees.reduce((sum, tree) => sum + tree.nodes.length, 0)
  if (nodes * targets > mostNodes) {
    return call_.noEquivalent(`${nodes} nodes for ${targets} targets are too many`)
  }
  if (bases.length !== 0 && bases.length !== targets) {
    return call_.noEquivalent(`${bases.length} base values for ${targets} targets`)
  }
  call_.spend(nodes * targets)
  const precision = row.element === 'double' ? 'double' : 'float'
  const equalities = equalitiesOf(
    trees.flatMap(tree => tree.nodes),
    row.items,
    precision,
  )
  const fail = (reason: string) => call_.invalid(reason)
  return Array.from({ length: targets }, (_, target) => {
    const draft = newDraft()
    for (const tree of trees) {
      const sources = tree.nodes.map((node, at): SourceNode => {
        if (node === 'leaf') return { kind: 'leaf', value: tree.weights.get(at)?.get(target) ?? 0, cover: 0 }
        if (node.feature < 0 || node.feature >= row.items.length) {
          call_.invalid(`splits column ${node.feature} of ${row.items.length}`)
        }
        return sourceSplit(node, equalities, call_)
      })
      addTree(draft, sources, fail)
    }
    const built = finishDraft(draft, { base: (bases[target] ?? 0) / scale, scale, fail })
    return forest([...row.items, ...equalities.inputs], built.forest)
  })
}

const regressor: Operator = call_ => {
  const ensemble = listedEnsemble(call_, 'target', call_.attributes.integer('n_targets', 1))
  return [
    regressed(
      ensemble,
      aggregate(call_.attributes.text('aggregate_function', 'SUM'), ensemble, call_),
      call_,
    ),
  ]
}

function regressed(ensemble: Ensemble, scale: number, call_: OperatorCall): RowValue {
  if (ensemble.targets < 1 || ensemble.targets > 10_000) call_.invalid(`has ${ensemble.targets} targets`)
  const row = rowOf(call_, 0)
  const items = forestsOf(row, ensemble, numbersOf(call_, 'base_values'), scale, call_)
  const transform = postTransform(call_)
  const element = row.element === 'double' ? 'double' : 'float'
  if (transform === 'NONE') return { kind: 'row', element, items }
  // The logistic function of one target is a classifier written as a regression.
  return items.length === 1 && transform === 'LOGISTIC'
    ? classScores([items[0] as ExprNode, items[0] as ExprNode], 'LOGISTIC', [])
    : classScores(items, transform, [])
}

function aggregate(name: string, { trees }: Ensemble, { noEquivalent }: OperatorCall): number {
  if (name === 'SUM') return 1
  if (name === 'AVERAGE') return 1 / Math.max(1, trees.length)
  return noEquivalent(`aggregate_function ${name.slice(0, 20)}`)
}

const classifier: Operator = call_ => {
  const row = rowOf(call_, 0)
  const labels = labelsOf(call_)
  if (labels.length < 2) return call_.noEquivalent(`a classifier of ${labels.length} classes`)
  if (labels.length > 10_000) call_.invalid(`has ${labels.length} classes`)
  const [transform, bases] = [postTransform(call_), numbersOf(call_, 'base_values')]
  const ensemble = listedEnsemble(call_, 'class', labels.length)
  const ids = new Set(call_.attributes.integers('class_ids'))
  const [only] = ids
  if (labels.length === 2 && ids.size === 1 && only !== undefined) {
    if (bases.length > (only === 0 ? 1 : 0)) {
      return call_.noEquivalent('base values that onnxruntime leaves out')
    }
    const one = { trees: ensemble.trees.map(tree => onlyTarget(tree, only)), targets: 1 }
    const [score] = forestsOf(row, one, bases, 1, call_) as [ExprNode]
    const allPositive = numbersOf(call_, 'class_weights').every(weight => weight >= 0)
    return [undefined, binaryScores(oneScore(score, only, allPositive), transform, labels, call_)]
  }
  if (labels.length === 2 && bases.length > 0) {
    return call_.noEquivalent('base values of two classes, which onnxruntime adds to one score')
  }
  return [undefined, classScores(forestsOf(row, ensemble, bases, 1, call_), transform, labels)]
}

/**
 * As onnxruntime does it: weights of class 0 alone are the score of class 1, beside it its opposite, or where all are
 * positive the rest of 1. Of weights of class 1 alone the other class has the score 0.
 */
function oneScore(score: ExprNode, weighted: number, allPositive: boolean): OneScore {
  const link = allPositive ? 'probability' : 'logit'
  if (weighted !== 0) return { score, beside: literal(0), opposite: literal(0), link }
  const opposite = call('negate', score)
  return { score, beside: allPositive ? call('subtract', literal(1), score) : opposite, opposite, link }
}

function onlyTarget(tree: Ensemble['trees'][number], target: number): Ensemble['trees'][number] {
  const weights = [...tree.weights].map(([at, each]) => [at, new Map([[0, each.get(target) ?? 0]])] as const)
  return { ...tree, weights: new Map(weights) }
}

const postTransforms = ['NONE', 'SOFTMAX', 'LOGISTIC'] as const
const aggregates = ['AVERAGE', 'SUM'] as const

const treeEnsemble: Operator = call_ => {
  const { attributes, noEquivalent } = call_
  const ensemble = indexedEnsemble(call_)
  const index = attributes.integer('aggregate_function', 1)
  const scale = aggregate(aggregates[index] ?? `${index}`, ensemble, call_)
  const transform = attributes.integer('post_transform', 0)
  const name = postTransforms[transform] ?? noEquivalent(`post_transform ${transform}`)
  const row = rowOf(call_, 0)
  if (ensemble.targets < 1 || ensemble.targets > 10_000) call_.invalid(`has ${ensemble.targets} targets`)
  const items = forestsOf(row, ensemble, [], scale, call_)
  if (name === 'NONE') return [{ kind: 'row', element: row.element, items }]
  return [classScores(items.length === 1 ? [items[0] as ExprNode, items[0] as ExprNode] : items, name, [])]
}

/** Trees, of the set `ai.onnx.ml`. */
export const trees: Readonly<Record<string, Operator>> = {
  TreeEnsembleRegressor: regressor,
  TreeEnsembleClassifier: classifier,
  TreeEnsemble: treeEnsemble,
}
