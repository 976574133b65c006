import { column, compileJs } from '@sluice/expr'
import { describe, expect, test } from 'vitest'
import { fitCalibrator, isotonic, platt, probabilityOf, type Calibrator } from '../calibration/calibrator.ts'
import { confusionAt } from '../metrics/confusion.ts'
import { OptionInvalid } from '../models/option-invalid.ts'
import { learningRows } from '../testing/learning-rows.ts'
import { chooseThreshold, decideExpr, nobody, type DecisionRule } from './decision-rule.ts'

const numbers = (...values: readonly number[]) => Float64Array.from(values)
const { design } = learningRows({ rows: 400, task: 'binary', dense: 2, indicators: [] })
const [margins, noise] = design.blocks.map(block => (block as { readonly values: Float64Array }).values) as [
  Float64Array,
  Float64Array,
]
const target = margins.map((margin, i) => Number(margin + (noise[i] as number) > 0))
const rows = { margins, target, calibrator: undefined }
const calibrators: readonly (readonly [string, Calibrator | undefined])[] = [
  ['no calibrator', undefined],
  ['Platt', fitCalibrator(platt(), margins, target)],
  ['isotonic', fitCalibrator(isotonic(), margins, target)],
]

function neighbours(of: number, count: number): readonly number[] {
  const bits = new BigInt64Array(Float64Array.of(of).buffer)[0] as bigint
  const at = (by: number) => new Float64Array(BigInt64Array.of(bits + BigInt(by)).buffer)[0] as number
  return Array.from({ length: 2 * count + 1 }, (_, i) => at(i - count))
}

describe.each(calibrators)('a fixed probability with %s', (_name, calibrator) => {
  test.each([0.2, 0.3, 0.5, 0.6180339887, 0.7])(
    '%s is reached exactly from the margin of the threshold on',
    threshold => {
      const { margin, probability } = chooseThreshold({ threshold }, { ...rows, calibrator })
      const of = probabilityOf(calibrator)
      expect(probability).toBe(threshold)
      for (const each of [...margins, margin - 1, margin + 1, ...neighbours(margin, 3)]) {
        expect(of(each) >= threshold).toBe(each >= margin)
      }
    },
  )
})

test.each<[string, DecisionRule | undefined, number]>([
  ['no rule is probability 0.5', undefined, 0],
  ['probability 0 selects everybody', { threshold: 0 }, -Number.MAX_VALUE],
  ['the largest share selects everybody', { topShare: 1 }, Math.min(...margins)],
  ['no share selects nobody', { topShare: 0 }, nobody],
])('%s', (_name, rule, margin) => {
  expect(chooseThreshold(rule, rows).margin).toBeCloseTo(margin, 14)
})

test('a probability that no margin reaches selects nobody, and says so', () => {
  const calibrator = fitCalibrator(
    isotonic(),
    numbers(1, 2, 3, 4),
    numbers(0, 0, 0, 1).map((y, i) => (i < 2 ? y : Number(i === 2))),
  )
  const low = { ...calibrator, ys: [0, 0.25, 0.4, 0.4] } as Calibrator
  const threshold = chooseThreshold({ threshold: 0.5 }, { ...rows, calibrator: low })
  expect(threshold).toMatchObject({ margin: nobody, probability: null })
  expect(threshold.why).toMatch(/never reached: the highest is 0\.4; nobody is selected/)
})

test.each(['f1', 'balancedAccuracy', 'accuracy'] as const)(
  'no margin gives a better %s than the chosen one',
  maximize => {
    const { margin } = chooseThreshold({ maximize }, rows)
    const best = confusionAt(target, margins, margin)[maximize] as number
    for (const each of margins) {
      expect(confusionAt(target, margins, each)[maximize] as number).toBeLessThanOrEqual(best)
    }
  },
)

test('the Youden index and balanced accuracy choose the same threshold', () => {
  const [youden, balanced] = [
    chooseThreshold({ maximize: 'youden' }, rows),
    chooseThreshold({ maximize: 'balancedAccuracy' }, rows),
  ]
  expect(youden.margin).toBe(balanced.margin)
})

test('the top share is met as nearly as ties allow', () => {
  const { margin, why } = chooseThreshold({ topShare: 0.1 }, rows)
  expect(margins.filter(each => each >= margin).length).toBe(40)
  expect(why).toBe(
    `the top 10 % of rows, at probability ${Number((1 / (1 + Math.exp(-margin))).toPrecision(4))}; 10 % of rows reach it`,
  )
})

test.each<[string, DecisionRule, number]>([
  ['a tenth of equal scores is nobody', { topShare: 0.1 }, nobody],
  ['most of equal scores is everybody', { topShare: 0.9 }, 3],
  ['of equal scores with few positives accuracy selects nobody', { maximize: 'accuracy' }, nobody],
  ['of equal scores f1 selects everybody', { maximize: 'f1' }, 3],
])('%s', (_name, rule, margin) => {
  const equal = { margins: numbers(3, 3, 3, 3), target: numbers(0, 0, 0, 1), calibrator: undefined }
  expect(chooseThreshold(rule, equal).margin).toBe(margin)
})

describe.each([
  [1, 20],
  [1, 1],
  [5, 1],
  [0.03, 0.9],
])('with a false positive of %s and a false negative of %s', (falsePositive, falseNegative) => {
  const cost = { falsePositive, falseNegative }
  const costAt = (margin: number) => {
    const wasted = margins.filter((each, i) => each >= margin && target[i] === 0).length
    const missed = margins.filter((each, i) => each < margin && target[i] === 1).length
    return wasted * falsePositive + missed * falseNegative
  }

  test.each(calibrators)('no margin is cheaper than the chosen one: %s', (_name, calibrator) => {
    const { margin } = chooseThreshold({ cost }, { ...rows, calibrator })
    for (const each of [...margins, -Infinity, Infinity]) {
      expect(costAt(margin)).toBeLessThanOrEqual(costAt(each))
    }
  })

  test('isotonic probabilities are cut where the costs say: falsePositive / (falsePositive + falseNegative)', () => {
    const calibrator = fitCalibrator(isotonic(), margins, target)
    const { margin } = chooseThreshold({ cost }, { ...rows, calibrator })
    const pays = falsePositive / (falsePositive + falseNegative)
    const of = probabilityOf(calibrator)
    for (const each of margins) {
      if (each >= margin) expect(of(each)).toBeGreaterThanOrEqual(pays - 1e-12)
      else expect(of(each)).toBeLessThanOrEqual(pays + 1e-12)
    }
  })
})

test('costs say why the threshold is where it is', () => {
  const few = { margins: numbers(1, 2, 3, 4), target: numbers(0, 0, 1, 1), calibrator: undefined }
  const { margin, why } = chooseThreshold({ cost: { falsePositive: 1, falseNegative: 20 } }, few)
  expect(margin).toBe(3)
  expect(why).toBe(
    'a false positive costs 1 and a false negative 20; the cost per row is least, 0 (everybody selected 0.5, nobody 10), at probability 0.9526; 50 % of rows reach it',
  )
})

test.each<[string, Float64Array, number]>([
  ['only negatives', numbers(0, 0), nobody],
  ['only positives', numbers(1, 1), 1],
])('of %s costs select nobody or everybody', (_name, only, margin) => {
  const of = { margins: numbers(1, 2), target: only, calibrator: undefined }
  expect(chooseThreshold({ cost: { falsePositive: 1, falseNegative: 20 } }, of).margin).toBe(margin)
})

test('without rows the costs alone decide', () => {
  const none = { margins: numbers(), target: numbers(), calibrator: undefined }
  const { probability, why } = chooseThreshold({ cost: { falsePositive: 1, falseNegative: 3 } }, none)
  expect(probability).toBe(0.25)
  expect(why).toBe('there are no rows, so costs alone decide: probability 0.25')
})

test('of equally good thresholds the highest is taken', () => {
  const equal = { margins: numbers(1, 2, 3, 4), target: numbers(0, 1, 0, 1), calibrator: undefined }
  expect(chooseThreshold({ maximize: 'accuracy' }, equal).margin).toBe(4)
})

test('one class cannot choose: the fallback is probability 0.5, with the reason', () => {
  const { margin, why } = chooseThreshold({ maximize: 'f1' }, { ...rows, target: target.map(() => 1) })
  expect(margin).toBeCloseTo(0, 14)
  expect(why).toBe('all 400 rows are of one class, so f1 cannot choose: probability 0.5')
})

test('of a regression the threshold is on the prediction', () => {
  const regression = { ...rows, task: 'regression' } as const
  expect(chooseThreshold({ threshold: 12 }, regression)).toMatchObject({ margin: 12, probability: null })
  expect(() => chooseThreshold({ maximize: 'f1' }, regression)).toThrow(OptionInvalid)
})

test.each<[string, DecisionRule]>([
  ['a probability above 1', { threshold: 1.5 }],
  ['a missing probability', { threshold: Number.NaN }],
  ['a negative share', { topShare: -0.1 }],
  ['a mistake that costs nothing', { cost: { falsePositive: 0, falseNegative: 1 } }],
  ['a mistake of unknown cost', { cost: { falsePositive: 1, falseNegative: Number.NaN } }],
  ['an unknown metric', { maximize: 'auc' as 'f1' }],
])('%s is refused', (_name, rule) => {
  expect(() => chooseThreshold(rule, rows)).toThrow(OptionInvalid)
})

test('the decision is true from the threshold on and missing for a missing margin', () => {
  const threshold = chooseThreshold({ topShare: 0.5 }, rows)
  const { row } = compileJs({ decision: decideExpr(threshold, column('margin', 'number')) })
  const at = [threshold.margin, threshold.margin - 1e-9, Infinity, null]
  expect(at.map(margin => row({ margin })['decision'])).toEqual([true, false, true, null])
  expect(JSON.parse(JSON.stringify(threshold))).toEqual(threshold)
})
