import { expect, test } from 'vitest'
import { learningGolden } from '../../../../test/golden/learning.ts'
import { fitIsotonic } from './isotonic.ts'
import { probabilities } from './calibrator.ts'
import { fitPlatt } from './platt.ts'

const golden = learningGolden()

test.each(golden.platt)('Platt, $name: slope and offset of scikit-learn', ({ margins, target, A, B }) => {
  const { a, b } = fitPlatt(Float64Array.from(margins), Float64Array.from(target))
  // scikit-learn stops at a gradient of 1e-6; ours goes on to rounding.
  expect(Math.abs(-a - A)).toBeLessThan(1e-5 * Math.max(1, Math.abs(A)))
  expect(Math.abs(-b - B)).toBeLessThan(1e-5 * Math.max(1, Math.abs(B)))
})

test.each(golden.platt)('Platt, $name: the gradient vanishes', ({ margins, target }) => {
  const { a, b } = fitPlatt(Float64Array.from(margins), Float64Array.from(target))
  const positives = target.reduce((sum, value) => sum + value, 0)
  const goals = [1 / (target.length - positives + 2), (positives + 1) / (positives + 2)]
  const largest = Math.max(...margins.map(Math.abs))
  let [slope, offset] = [0, 0]
  margins.forEach((margin, i) => {
    const error = 1 / (1 + Math.exp(-(a * margin + b))) - (goals[target[i] as number] as number)
    slope += (error * margin) / largest
    offset += error
  })
  expect(Math.abs(slope) / margins.length).toBeLessThan(1e-12)
  expect(Math.abs(offset) / margins.length).toBeLessThan(1e-12)
})

test.each(golden.isotonic)('isotonic, $name: knots and values of scikit-learn', each => {
  const calibrator = fitIsotonic(Float64Array.from(each.margins), Float64Array.from(each.target))
  expect(calibrator.xs).toEqual(each.xs)
  expect(calibrator.ys.length).toBe(each.ys.length)
  each.ys.forEach((y, i) => expect(calibrator.ys[i]).toBeCloseTo(y, 14))
  const ours = probabilities(calibrator, Float64Array.from(each.at))
  each.predictions.forEach((p, i) => expect(ours[i]).toBeCloseTo(p, 13))
})
