import { call, interpolate, literal, type ExprNode } from '@sluice/expr'
import { checkClasses, checkFinite } from '../models/design-check.ts'
import { OptionInvalid } from '../models/option-invalid.ts'
import { TrainingEmpty } from '../models/training-empty.ts'
import { fitIsotonic, interpolator, type IsotonicCalibrator } from './isotonic.ts'
import { fitPlatt, type PlattCalibrator } from './platt.ts'
import { sigmoid } from './sigmoid.ts'

/** A calibrator before fitting. */
export type CalibratorSpec = { readonly kind: 'platt' } | { readonly kind: 'isotonic' }

/** A fitted calibrator: plain data that turns a margin into a probability, never descending. */
export type Calibrator = PlattCalibrator | IsotonicCalibrator

/** Platt's calibration, a logistic curve over the margin: two numbers, safe with few rows. */
export function platt(): CalibratorSpec {
  return Object.freeze({ kind: 'platt' })
}

/**
 * Isotonic calibration, any non-decreasing curve over the margin: for a thousand rows and more. Rows between which
 * it sees no difference get the same probability; rank by the margin. `folds` is accepted for readability: the
 * folds are those of the training.
 */
export function isotonic({ folds }: { readonly folds?: number } = {}): CalibratorSpec {
  if (folds !== undefined && !(Number.isInteger(folds) && folds >= 2)) {
    throw new OptionInvalid({
      of: 'isotonic',
      option: 'folds',
      value: folds,
      expected: 'a whole number from 2',
    })
  }
  return Object.freeze({ kind: 'isotonic' })
}

/**
 * Fits a calibrator on margins of rows the model was not fitted on. One class only is allowed: the probability is
 * then (nearly) constant.
 */
export function fitCalibrator(spec: CalibratorSpec, margins: Float64Array, target: Float64Array): Calibrator {
  if (margins.length === 0) throw new TrainingEmpty({ fitting: `the ${spec.kind} calibrator` })
  if (margins.length !== target.length) {
    throw new RangeError(`${margins.length} margins, ${target.length} targets`)
  }
  checkFinite('margin', margins)
  checkClasses(target)
  return spec.kind === 'platt' ? fitPlatt(margins, target) : fitIsotonic(margins, target)
}

/** Probabilities of margins; without a calibrator the margin is taken as log-odds. Missing stays missing. */
export function probabilities(calibrator: Calibrator | undefined, margins: Float64Array): Float64Array {
  return margins.map(probabilityOf(calibrator))
}

/** The probability of one margin as a function. */
export function probabilityOf(calibrator: Calibrator | undefined): (margin: number) => number {
  if (calibrator === undefined) return sigmoid
  if (calibrator.kind === 'isotonic') return interpolator(calibrator)
  const { a, b } = calibrator
  return margin => sigmoid(a * margin + b)
}

/** The probability as an expression over the margin: the operations of {@link probabilities} in the same order. */
export function probabilityExpr(calibrator: Calibrator | undefined, margin: ExprNode): ExprNode {
  if (calibrator === undefined) return call('sigmoid', margin)
  if (calibrator.kind === 'isotonic') return interpolate(margin, calibrator.xs, calibrator.ys)
  const scaled = call('multiply', margin, literal(calibrator.a))
  return call('sigmoid', call('add', scaled, literal(calibrator.b)))
}
