import { call, caseOf, literal, sumOf, type ExprNode } from '@sluice/expr'
import type { ImportedModel, Link } from './imported-model.ts'

/** Probabilities are kept this far from 0 and 1 when their log-odds are taken: 2^-52. */
const smallest = 2 ** -52

/** The margin that core knows: log-odds of a class, or the prediction of a regression. */
export function marginOf(link: Link, raw: readonly ExprNode[], klass = 0): ExprNode {
  const own = raw[klass] as ExprNode
  switch (link) {
    case 'identity':
    case 'logit':
    case 'one-vs-rest':
      return own
    case 'log':
      return call('exp', own)
    case 'signed-square': {
      const square = call('multiply', own, own)
      return caseOf([{ when: call('less', own, literal(0)), then: call('negate', square) }], square)
    }
    case 'probability':
    case 'probabilities':
      return logOdds(own)
    case 'softmax':
      return call('subtract', own, logSumExp(raw.filter((_, k) => k !== klass)))
  }
}

/** What the tool itself would predict: a number, or the probability of a class. */
export function predictionOf(
  { link, task }: Pick<ImportedModel, 'link' | 'task'>,
  raw: readonly ExprNode[],
  klass = 0,
): ExprNode {
  if (link === 'probability' || link === 'probabilities') return raw[klass] as ExprNode
  const margin = marginOf(link, raw, klass)
  return task === 'regression' ? margin : call('sigmoid', margin)
}

function logOdds(probability: ExprNode): ExprNode {
  const inside = call('smallest', call('largest', probability, literal(smallest)), literal(1 - smallest))
  return call('ln', call('divide', inside, call('subtract', literal(1), inside)))
}

/** Stable: the largest is taken out first. */
function logSumExp(values: readonly ExprNode[]): ExprNode {
  const [first] = values
  if (first === undefined || values.length === 1) return first ?? literal(0)
  const [a, b, ...rest] = values as [ExprNode, ExprNode, ...ExprNode[]]
  const most = call('largest', a, b, ...rest)
  const shares = values.map(value => call('exp', call('subtract', value, most)))
  return call('add', most, call('ln', sumOf(shares)))
}
