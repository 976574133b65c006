import { call, type ExprNode } from '@sluice/expr'
import type { ClassScores, RowValue } from '../row-value.ts'
import type { Operator, OperatorCall } from './operator.ts'
import { softmaxOf } from './sums.ts'

/** What turns scores into the second output of a classifier. */
export type PostTransform = 'NONE' | 'LOGISTIC' | 'SOFTMAX'

/** The post_transform of a node. */
export function postTransform({ attributes, noEquivalent }: OperatorCall): PostTransform {
  const name = attributes.text('post_transform', 'NONE')
  if (name === 'NONE' || name === 'LOGISTIC' || name === 'SOFTMAX') return name
  return noEquivalent(`post_transform ${name.slice(0, 20)}`)
}

/** The labels of a classifier, in the order of its scores. */
export function labelsOf({ attributes }: OperatorCall): readonly (string | number)[] {
  for (const name of ['classlabels_strings']) if (attributes.has(name)) return attributes.texts(name)
  for (const name of ['classlabels_int64s', 'classlabels_ints']) {
    if (attributes.has(name)) return attributes.integers(name)
  }
  return []
}

/** One score per class, of which there are two or more, as probabilities. */
export function classScores(
  scores: readonly ExprNode[],
  transform: PostTransform,
  labels: readonly (string | number)[],
): RowValue {
  const two = scores.length === 2
  const [first, second] = scores as [ExprNode, ExprNode]
  const of = (items: readonly ExprNode[], classes: ClassScores): RowValue => ({
    kind: 'row',
    element: 'float',
    items,
    classes: { ...classes, ...(labels.length > 0 && { labels }) },
  })
  switch (transform) {
    case 'NONE':
      return of(scores, { raw: two ? [second] : scores, link: two ? 'probability' : 'probabilities' })
    case 'LOGISTIC':
      return of(
        scores.map(score => call('sigmoid', score)),
        { raw: two ? [second] : scores, link: two ? 'logit' : 'one-vs-rest' },
      )
    case 'SOFTMAX':
      return of(softmaxOf(scores), {
        raw: two ? [call('subtract', second, first)] : scores,
        link: two ? 'logit' : 'softmax',
      })
  }
}

/** What onnxruntime puts beside the one score of a binary classifier, and what that score is. */
export interface OneScore {
  readonly score: ExprNode
  /** The first column without a transform. */
  readonly beside: ExprNode
  /** What the first column is the logistic function of. */
  readonly opposite: ExprNode
  /** What the score is without a transform. */
  readonly link: 'probability' | 'logit'
}

/** The two columns of a binary classifier that has one score. */
export function binaryScores(
  { score, beside, opposite, link }: OneScore,
  transform: PostTransform,
  labels: readonly (string | number)[],
  { noEquivalent }: OperatorCall,
): RowValue {
  if (transform === 'SOFTMAX') return noEquivalent('SOFTMAX of one score')
  const isPlain = transform === 'NONE'
  return {
    kind: 'row',
    element: 'float',
    items: isPlain ? [beside, score] : [call('sigmoid', opposite), call('sigmoid', score)],
    classes: { raw: [score], link: isPlain ? link : 'logit', labels },
  }
}

const zipMap: Operator = call_ => {
  const row = call_.row(0)
  const labels = labelsOf(call_)
  if (labels.length !== row.items.length) {
    call_.invalid(`names ${labels.length} classes for ${row.items.length} columns`)
  }
  const two = row.items.length === 2
  const plain: ClassScores = two
    ? { raw: row.items.slice(1), link: 'probability' }
    : { raw: row.items, link: 'probabilities' }
  return [{ ...row, classes: { ...(row.classes ?? plain), labels } }]
}

/** Of the set `ai.onnx.ml`. */
export const classes: Readonly<Record<string, Operator>> = { ZipMap: zipMap }
