import { call, literal, type ExprNode } from '@sluice/expr'
import { numberLiteral, numbersOf } from './arithmetic.ts'
import { binaryScores, classScores, labelsOf, postTransform } from './classes.ts'
import type { Operator, OperatorCall } from './operator.ts'
import { times } from './sums.ts'

/** `coefficients[output * features + feature]` times the row, plus the intercept of each output. */
function linearScores(call_: OperatorCall): readonly ExprNode[] {
  const { items } = numbersOf(call_, 0)
  const coefficients = call_.attributes.numbers('coefficients')
  const outputs = coefficients.length / items.length
  if (!(Number.isInteger(outputs) && outputs > 0)) {
    call_.invalid(`has ${coefficients.length} coefficients for ${items.length} columns`)
  }
  const intercepts = call_.attributes.numbers('intercepts')
  if (intercepts.length !== outputs && intercepts.length !== 0) {
    call_.invalid(`has ${intercepts.length} intercepts for ${outputs} outputs`)
  }
  const at = (i: number, k: number) => coefficients[k * items.length + i] as number
  return times(items, at, outputs, call_).map((sum, k) =>
    intercepts.length === 0 ? sum : call('add', sum, numberLiteral(intercepts[k], call_)),
  )
}

const linearRegressor: Operator = call_ => {
  if (postTransform(call_) !== 'NONE') return call_.noEquivalent('a regression with a post_transform')
  return [{ kind: 'row', element: 'float', items: linearScores(call_) }]
}

const linearClassifier: Operator = call_ => {
  const scores = linearScores(call_)
  const [transform, labels] = [postTransform(call_), labelsOf(call_)]
  const [only] = scores
  if (scores.length === 1 && only !== undefined) {
    const beside = call('subtract', literal(1), only)
    const one = { score: only, beside, opposite: call('negate', only), link: 'logit' } as const
    return [undefined, binaryScores(one, transform, labels, call_)]
  }
  if (labels.length !== scores.length) call_.invalid(`names ${labels.length} classes of ${scores.length}`)
  return [undefined, classScores(scores, transform, labels)]
}

/** Linear models, of the set `ai.onnx.ml`. */
export const linear: Readonly<Record<string, Operator>> = {
  LinearRegressor: linearRegressor,
  LinearClassifier: linearClassifier,
}
