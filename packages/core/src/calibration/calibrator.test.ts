import { checkTypes, column, compileJs, interpretJs, parseNode } from '@sluice/expr'
import { describe, expect, test } from 'vitest'
import { TrainingEmpty } from '../models/training-empty.ts'
import { TrainingValueInvalid } from '../models/training-value-invalid.ts'
import { learningRows } from '../testing/learning-rows.ts'
import {
  fitCalibrator,
  isotonic,
  platt,
  probabilities,
  probabilityExpr,
  type Calibrator,
} from './calibrator.ts'

const numbers = (...values: readonly number[]) => Float64Array.from(values)
const { design } = learningRows({ rows: 500, task: 'binary', dense: 2, indicators: [] })
const [margins, noise] = design.blocks.map(block => (block as { readonly values: Float64Array }).values) as [
  Float64Array,
  Float64Array,
]
const target = margins.map((margin, i) => Number(margin + (noise[i] as number) > 0))
const edges = numbers(-Infinity, -1e300, -750, -40, -5, -0, 0, 1e-300, 3, 36.7, 800, Infinity, Number.NaN)

const calibrators: readonly (readonly [string, Calibrator | undefined])[] = [
  ['none', undefined],
  ['Platt', fitCalibrator(platt(), margins, target)],
  ['isotonic', fitCalibrator(isotonic(), margins, target)],
  ['isotonic with one knot', fitCalibrator(isotonic(), numbers(1, 1), numbers(0, 1))],
  ['Platt of one class', fitCalibrator(platt(), numbers(1, 2, 3), numbers(1, 1, 1))],
  ['Platt of equal margins', fitCalibrator(platt(), numbers(2, 2, 2), numbers(0, 1, 1))],
]

describe.each(calibrators)('calibrator: %s', (_name, calibrator) => {
  // 0 times infinity is missing: a calibrator that found no relation has no opinion on infinite margins.
  const flat = calibrator?.kind === 'platt' && calibrator.a === 0
  const at = Float64Array.from([
    ...(flat ? edges.filter(Number.isFinite) : edges),
    ...margins,
    ...(calibrator?.kind === 'isotonic' ? calibrator.xs : []),
  ])

  test.each([
    ['generated code', compileJs],
    ['interpreter', interpretJs],
  ])('probabilities are the expression by %s, bit for bit', (_path, compile) => {
    const p = parseNode(JSON.parse(JSON.stringify(probabilityExpr(calibrator, column('margin', 'number')))))
    expect(checkTypes(p)).toBe('number')
    const { values } = compile({ p }).batch({ margin: { type: 'number', values: at } }, at.length)['p'] as {
      readonly values: Float64Array
    }
    expect([...values]).toEqual([...probabilities(calibrator, at)])
  })

  test('a higher margin never has a lower probability, and a missing one has none', () => {
    const sorted = at.filter(margin => !Number.isNaN(margin)).toSorted()
    const p = probabilities(calibrator, sorted)
    for (let i = 1; i < p.length; i++) expect(p[i]).toBeGreaterThanOrEqual((p[i - 1] as number) - 2e-16)
    expect(p.every(value => value >= 0 && value <= 1)).toBe(true)
    expect(probabilities(calibrator, numbers(Number.NaN))[0]).toBeNaN()
  })
})

test('margins that rank backwards get one probability for all, not a reversed ranking', () => {
  const calibrator = fitCalibrator(platt(), numbers(1, 2, 3, 4, 5, 6), numbers(1, 1, 1, 0, 0, 0))
  expect(calibrator).toEqual({ kind: 'platt', a: 0, b: expect.closeTo(0, 14) })
})

test('an isotonic calibrator does not depend on the order of the rows', () => {
  const backwards = fitCalibrator(isotonic(), margins.toReversed(), target.toReversed())
  expect(backwards).toEqual(fitCalibrator(isotonic(), margins, target))
})

test('calibrated probabilities have the mean of the target on the rows they were fitted on', () => {
  const rate = target.reduce((sum, value) => sum + value, 0) / target.length
  const mean = (calibrator: Calibrator) =>
    probabilities(calibrator, margins).reduce((sum, value) => sum + value, 0) / margins.length
  expect(mean(fitCalibrator(isotonic(), margins, target))).toBeCloseTo(rate, 12)
  expect(mean(fitCalibrator(platt(), margins, target))).toBeCloseTo(rate, 3)
})

test.each<[string, Float64Array, Float64Array, new (...args: never[]) => Error]>([
  ['no rows', numbers(), numbers(), TrainingEmpty],
  ['a missing margin', numbers(1, Number.NaN), numbers(0, 1), TrainingValueInvalid],
  ['a target of 0.5', numbers(1, 2), numbers(0, 0.5), TrainingValueInvalid],
])('%s is refused', (_name, each, classes, type) => {
  expect(() => fitCalibrator(platt(), each, classes)).toThrow(type)
  expect(() => fitCalibrator(isotonic(), each, classes)).toThrow(type)
})
