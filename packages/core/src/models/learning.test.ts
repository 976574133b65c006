import { describe, expect, test } from 'vitest'
import { learningRows } from '../testing/learning-rows.ts'
import type { NumericBlock, DesignMatrix } from './learner.ts'
import { learnerKind } from './learners.ts'
import { LearnerUnknown } from './learner-unknown.ts'
import { boostedTrees, type BoostedTreesOptions } from './boosted-trees.ts'
import { boostedTreesKind } from './boosted-trees-kind.ts'
import {
  logisticRegression,
  logisticRegressionKind,
  type LogisticRegressionOptions,
} from './logistic-regression.ts'
import { OneClass } from './one-class.ts'
import { OptionInvalid } from './option-invalid.ts'
import { ridge, ridgeKind } from './ridge.ts'
import { TrainingEmpty } from './training-empty.ts'
import { TrainingValueInvalid } from './training-value-invalid.ts'

const dense = (name: string, ...values: readonly number[]): NumericBlock => ({
  kind: 'dense',
  name,
  values: Float64Array.from(values),
})
const colours = (...codes: readonly number[]): NumericBlock => ({
  kind: 'indicators',
  name: 'colour',
  names: ['red', 'blue'],
  codes: Int32Array.from(codes),
})
const numbers = (...values: readonly number[]) => Float64Array.from(values)
const never = (names: number, rows: number): NumericBlock => ({
  kind: 'indicators',
  name: 'never',
  names: Array.from({ length: names }, (_, i) => `n${i}`),
  codes: new Int32Array(rows).fill(-1),
})

function learn(design: DesignMatrix, target: Float64Array, options?: LogisticRegressionOptions) {
  return logisticRegressionKind.learn(logisticRegression(options), design, target)
}

describe('logistic regression', () => {
  test('two thousand columns are learned without a Hessian, to the same coefficients', () => {
    const { design, target } = learningRows({ rows: 400, task: 'binary' })
    const wide = { ...design, blocks: [...design.blocks, never(2000, 400)] }
    const [narrow, broad] = [learn(design, target), learn(wide, target)]
    const expected = logisticRegressionKind.margins(narrow, design)
    logisticRegressionKind
      .margins(broad, wide)
      .forEach((margin, i) => expect(margin).toBeCloseTo(expected[i] as number, 10))
  })

  test('a start from a sample of the rows leads to the same minimum', () => {
    const { design, target } = learningRows({ rows: 400, task: 'binary' })
    const often = (values: Float64Array) =>
      Float64Array.from({ length: 400 * 220 }, (_, i) => values[i % 400] as number)
    const blocks = design.blocks.map((block): NumericBlock => {
      if (block.kind === 'dense') return { ...block, values: often(block.values) }
      return { ...block, codes: Int32Array.from(often(Float64Array.from(block.codes))) }
    })
    const many = learn({ rows: 400 * 220, blocks }, often(target), { c: 1 / 220 })
    const once = logisticRegressionKind.margins(learn(design, target), design)
    logisticRegressionKind
      .margins(many, design)
      .forEach((margin, i) => expect(margin).toBeCloseTo(once[i] as number, 9))
  })

  test.each([
    ['thousands', 1e3, 1e-9],
    ['billions', 1e9, 1e-5],
  ])('columns far from zero, by %s, are learned as near ones', (_name, shift, tolerance) => {
    const target = numbers(0, 0, 1, 0, 1, 1, 0, 1)
    const near = [1, 2, 3, 4, 5, 6, 7, 8]
    const at = (by: number) => ({ rows: 8, blocks: [dense('x', ...near.map(x => x + by))] })
    const expected = logisticRegressionKind.margins(learn(at(0), target), at(0))
    const ours = logisticRegressionKind.margins(learn(at(shift), target), at(shift))
    ours.forEach((margin, i) => expect(Math.abs(margin - (expected[i] as number))).toBeLessThan(tolerance))
  })

  test('balanced classes weigh the same: the mean of the probabilities is one half', () => {
    const target = numbers(0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
    const design = { rows: 10, blocks: [dense('x', ...target.keys())] }
    const margins = logisticRegressionKind.margins(
      learn(design, target, { c: 1e-9, classWeight: 'balanced' }),
      design,
    )
    margins.forEach(margin => expect(margin).toBeCloseTo(0, 6))
  })

  test('a search that did not end says so in a warning', () => {
    const design = { rows: 4, blocks: [dense('x', -2, -1, 1, 2)] }
    const { warnings } = learn(design, numbers(0, 0, 1, 1), { c: 1e100 })
    expect(warnings?.map(warning => warning.code)).toEqual(['not-converged'])
  })

  test('an aborted signal stops the search', () => {
    const { design, target } = learningRows({ rows: 50, task: 'binary' })
    const signal = AbortSignal.abort(new Error('cancelled'))
    expect(() => logisticRegressionKind.learn(logisticRegression(), design, target, { signal })).toThrow(
      'cancelled',
    )
  })

  test('progress tells the objective, which descends', () => {
    const { design, target } = learningRows({ rows: 50, task: 'binary' })
    const seen: number[] = []
    const progress = (_: number, objective: number) => seen.push(objective)
    logisticRegressionKind.learn(logisticRegression(), design, target, { progress })
    expect(seen.length).toBeGreaterThan(2)
    expect(seen.at(-1)).toBeLessThan(seen[0] as number)
  })

  test('coefficients are named by column and indicator', () => {
    const design = { rows: 4, blocks: [dense('spend', 1, 2, 3, 4), colours(0, 1, -1, 0)] }
    const names = Object.keys(logisticRegressionKind.coefficients(learn(design, numbers(0, 1, 0, 1))))
    expect(names).toEqual(['spend', 'colour=red', 'colour=blue'])
  })
})

describe('boosted trees', () => {
  test('balanced classes weigh the same: the mean of the probabilities is one half', async () => {
    const target = numbers(...Array.from({ length: 200 }, (_, i) => Number(i % 20 === 0)))
    const design = { rows: 200, blocks: [dense('x', ...target.map((_, i) => i % 7))] }
    const learner = boostedTrees({ classWeight: 'balanced', trees: 1, learningRate: 0.001 })
    const margins = boostedTreesKind.margins(await boostedTreesKind.learn(learner, design, target), design)
    for (const margin of margins) expect(Math.abs(margin)).toBeLessThan(0.01)
  })

  test.each<[string, BoostedTreesOptions, RegExp]>([
    ['no leaf to split', { leaves: 1 }, /"leaves" is 1, but must be a whole number from 2/],
    ['no tree', { trees: 0 }, /"trees" is 0/],
    ['a quantile of 1', { objective: { quantile: 1 } }, /"objective.quantile" is 1/],
    ['an unknown objective', { objective: 'gini' as 'binary' }, /"objective" is gini/],
    ['balanced numbers', { objective: 'squared', classWeight: 'balanced' }, /"classWeight" is balanced/],
    ['a direction of 2', { monotone: { x: 2 as 1 } }, /"monotone.x" is 2/],
  ])('%s is refused', (_name, options, message) => {
    expect(() => boostedTrees(options)).toThrow(message)
  })

  test('a direction for a feature that there is not is refused when learning', async () => {
    const design = { rows: 4, blocks: [dense('x', 1, 2, 3, 4)] }
    const learned = boostedTreesKind.learn(boostedTrees({ monotone: { y: 1 } }), design, numbers(0, 1, 0, 1))
    await expect(learned).rejects.toThrow(
      /"monotone.y" is 1, but must be about a feature that is a number: x/,
    )
  })

  test('nothing to learn from is refused', async () => {
    const learned = boostedTreesKind.learn(boostedTrees(), { rows: 2, blocks: [] }, numbers(0, 1))
    await expect(learned).rejects.toThrow(/"prepare" is empty, but must be at least one feature/)
  })

  test('a direction for a category is refused when learning', async () => {
    const colour = {
      kind: 'categories',
      name: 'colour',
      names: ['red', 'blue'],
      codes: Int32Array.of(0, 1, 1, 0),
    } as const
    const design = { rows: 4, blocks: [dense('x', 1, 2, 3, 4), colour] }
    const learned = boostedTreesKind.learn(
      boostedTrees({ monotone: { colour: 1 } }),
      design,
      numbers(0, 1, 0, 1),
    )
    await expect(learned).rejects.toThrow(
      /"monotone.colour" is 1, but must be about a feature that is a number: x/,
    )
  })

  test('a target that has no squares is told from a missing one', async () => {
    const design = { rows: 2, blocks: [dense('x', 1, 2)] }
    const learned = boostedTreesKind.learn(boostedTrees({ objective: 'squared' }), design, numbers(1, 1e200))
    await expect(learned).rejects.toThrow(/"target" of training row 1 is 1e\+200, .* range in the label SQL/)
  })
})

describe('ridge regression', () => {
  test('a line is found exactly', () => {
    const design = { rows: 4, blocks: [dense('x', 1, 2, 3, 4)] }
    const { terms, intercept } = ridgeKind.learn(ridge({ alpha: 0 }), design, numbers(5, 7, 9, 11))
    expect(terms).toEqual([{ kind: 'dense', name: 'x', weight: expect.closeTo(2, 12) }])
    expect(intercept).toBeCloseTo(3, 12)
  })

  test('without a penalty, columns that depend on others get weight 0 and a warning', () => {
    const design = { rows: 4, blocks: [dense('x', 1, 2, 3, 4), dense('double', 2, 4, 6, 8)] }
    const model = ridgeKind.learn(ridge({ alpha: 0 }), design, numbers(5, 7, 9, 11))
    expect(model.warnings?.map(warning => warning.code)).toEqual(['collinear'])
    ridgeKind.margins(model, design).forEach((margin, i) => expect(margin).toBeCloseTo(5 + 2 * i, 10))
  })
})

const four = { rows: 4, blocks: [dense('x', 1, 2, 3, 4)] }
const weighted = (target: Float64Array, weight: Float64Array) =>
  logisticRegressionKind.learn(logisticRegression(), four, target, { weight })

test('trees refuse a target of which only one class has weight', async () => {
  const learned = boostedTreesKind.learn(boostedTrees(), four, numbers(1, 0, 1, 0), {
    weight: numbers(1, 0, 2, 0),
  })
  await expect(learned).rejects.toThrow(/all 2 training rows whose weight is above 0 have target 1/)
})

test.each<[string, () => unknown, new (...args: never[]) => Error, RegExp]>([
  ['no rows', () => learn({ rows: 0, blocks: [] }, numbers()), TrainingEmpty, /no training rows/],
  [
    'weight in one class only',
    () => weighted(numbers(1, 0, 1, 0), numbers(1, 0, 2, 0)),
    OneClass,
    /all 2 training rows whose weight is above 0 have target 1/,
  ],
  ['one class', () => learn(four, numbers(1, 1, 1, 1)), OneClass, /all 4 training rows have target 1/],
  [
    'a target of 2',
    () => learn(four, numbers(0, 1, 2, 0)),
    TrainingValueInvalid,
    /"target" of training row 2 is 2/,
  ],
  [
    'a missing value',
    () => learn({ rows: 2, blocks: [dense('spend', 1, Number.NaN)] }, numbers(0, 1)),
    TrainingValueInvalid,
    /"spend" of training row 1 is NaN.*Impute/,
  ],
  [
    'an infinite target',
    () => ridgeKind.learn(ridge(), four, numbers(1, 2, 3, Infinity)),
    TrainingValueInvalid,
    /row 3/,
  ],
  [
    'a code outside the block',
    () => learn({ rows: 2, blocks: [colours(0, 2)] }, numbers(0, 1)),
    TrainingValueInvalid,
    /"colour" of training row 1 is 2/,
  ],
  ['a penalty of 0', () => logisticRegression({ c: 0 }), OptionInvalid, /"c" is 0/],
  ['an infinite c', () => logisticRegression({ c: Infinity }), OptionInvalid, /"c" is Infinity/],
  ['a negative alpha', () => ridge({ alpha: -1 }), OptionInvalid, /"alpha" is -1/],
  [
    'an unknown learner',
    () => learnerKind('toString'),
    LearnerUnknown,
    /"toString"; known are boosted-trees, logistic-regression, ridge/,
  ],
])('%s is refused with what to do', (_name, run, type, message) => {
  expect(run).toThrow(type)
  expect(run).toThrow(message)
})
