import { expect, test } from 'vitest'
import { learningGolden, type GoldenData } from '../../../../test/golden/learning.ts'
import type { DesignMatrix } from './learner.ts'
import type { LinearModel } from './linear-model.ts'
import { logisticRegression, logisticRegressionKind } from './logistic-regression.ts'
import { ridge, ridgeKind } from './ridge.ts'

const golden = learningGolden()

function designOf({ dense, indicators }: GoldenData, rows: number): DesignMatrix {
  return {
    rows,
    blocks: [
      ...dense.map(
        (values, i) => ({ kind: 'dense', name: `x${i}`, values: Float64Array.from(values) }) as const,
      ),
      ...indicators.map(({ size, codes }, i) => {
        const names = Array.from({ length: size }, (_, code) => `v${code}`)
        return { kind: 'indicators', name: `c${i}`, names, codes: Int32Array.from(codes) } as const
      }),
    ],
  }
}

function weightsOf({ terms }: LinearModel): readonly number[] {
  return terms.flatMap(term => (term.kind === 'dense' ? [term.weight] : term.weights))
}

function farthest(ours: readonly number[], theirs: readonly number[]): number {
  const largest = Math.max(1, ...theirs.map(Math.abs))
  return Math.max(...theirs.map((value, i) => Math.abs(value - (ours[i] ?? Number.NaN)))) / largest
}

function objectiveOf(
  margins: Float64Array,
  weights: readonly number[],
  of: (typeof golden.logistic)[number],
): number {
  const { target, c, balanced } = of
  const positives = target.filter(value => value === 1).length
  const classWeight = (y: number) =>
    balanced ? target.length / (2 * (y === 1 ? positives : target.length - positives)) : 1
  const loss = target.reduce((sum, y, i) => {
    const signed = (y === 1 ? 1 : -1) * (margins[i] as number)
    return sum + classWeight(y) * (Math.log1p(Math.exp(-Math.abs(signed))) + Math.max(0, -signed))
  }, 0)
  return c * loss + weights.reduce((sum, weight) => sum + weight * weight, 0) / 2
}

test.each(golden.logistic)('logistic regression, $name: the minimum that scikit-learn tends to', each => {
  const { data, target, c, balanced, lbfgs, newton } = each
  const design = designOf(data, target.length)
  const learner = logisticRegression({ c, ...(balanced && { classWeight: 'balanced' }) })
  const model = logisticRegressionKind.learn(learner, design, Float64Array.from(target))
  const margins = logisticRegressionKind.margins(model, design)
  const weights = weightsOf(model)
  const best = Math.min(lbfgs.objective, newton.objective)
  expect(model.warnings).toEqual([])
  expect(objectiveOf(margins, weights, each)).toBeLessThanOrEqual(best * (1 + 1e-14))
  expect(farthest(weights, newton.coefficients)).toBeLessThan(1e-8)
  expect(farthest([model.intercept], [newton.intercept])).toBeLessThan(1e-8)
  expect(farthest([...margins], newton.margins)).toBeLessThan(1e-8)
  expect(farthest(weights, lbfgs.coefficients)).toBeLessThan(1e-5)
})

test.each(golden.ridge)('ridge regression, $name: the coefficients of scikit-learn', each => {
  const { data, target, alpha, intercept, coefficients, predictions } = each
  const design = designOf(data, target.length)
  const model = ridgeKind.learn(ridge({ alpha }), design, Float64Array.from(target))
  expect(farthest(weightsOf(model), coefficients)).toBeLessThan(1e-10)
  expect(farthest([model.intercept], [intercept])).toBeLessThan(1e-10)
  expect(farthest([...ridgeKind.margins(model, design)], predictions)).toBeLessThan(1e-10)
})
