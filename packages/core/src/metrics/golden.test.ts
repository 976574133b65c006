import { expect, test } from 'vitest'
import { learningGolden, type GoldenBinary } from '../../../../test/golden/learning.ts'
import { evaluate, type Evaluation } from './evaluation.ts'

const golden = learningGolden()

function evaluated({ target, probability, threshold }: GoldenBinary): Evaluation {
  return evaluate({
    task: 'binary',
    target: Float64Array.from(target),
    margin: Float64Array.from(probability),
    probability: Float64Array.from(probability),
    threshold,
  })
}

function close(ours: number | null | undefined, theirs: number | null): void {
  if (theirs === null) expect(ours).toBeNull()
  else {
    expect(Math.abs((ours ?? Number.NaN) - theirs)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(theirs)))
  }
}

test.each(golden.binary)('$name: scores against classes as scikit-learn has them', each => {
  const ours = evaluated(each)
  close(ours.auc, each.auc)
  close(ours.averagePrecision, each.averagePrecision)
  close(ours.logLoss, each.logLoss)
  close(ours.brier, each.brier)
  close(ours.ece, each.ece)
})

test.each(golden.binary)('$name: decisions as scikit-learn counts them', each => {
  const { confusion } = evaluated(each)
  const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = confusion ?? {}
  expect({ tp, fp, fn, tn }).toEqual(each.counts)
  // Where a ratio is 0/0 scikit-learn warns and says 0; ours is null.
  for (const name of ['precision', 'recall', 'f1', 'accuracy', 'mcc'] as const) {
    close(confusion?.[name] ?? 0, each[name])
  }
  close(confusion?.balancedAccuracy, each.balancedAccuracy)
})

test.each(golden.binary.filter(each => each.curve !== null))('$name: the calibration curve', each => {
  const bins = evaluated(each).calibration.filter(bin => bin.rows > 0)
  expect(bins.length).toBe(each.curve?.rates.length)
  bins.forEach((bin, i) => {
    close(bin.rate, each.curve?.rates[i] ?? null)
    close(bin.meanProbability, each.curve?.means[i] ?? null)
  })
})

test.each(golden.regression)('$name: predictions against numbers as scikit-learn has them', each => {
  const prediction = Float64Array.from(each.prediction)
  const target = Float64Array.from(each.target)
  const ours = evaluate({ task: 'regression', target, margin: prediction, probability: prediction })
  close(ours.rmse, each.rmse)
  close(ours.mae, each.mae)
  close(ours.r2, each.r2)
})
