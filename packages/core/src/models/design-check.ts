import { FeatureUnsuitable } from './feature-unsuitable.ts'
import type { DesignMatrix, NumericDesign } from './learner.ts'
import { OneClass } from './one-class.ts'
import { TrainingEmpty } from './training-empty.ts'
import { TrainingValueInvalid } from './training-value-invalid.ts'

const largest = 1e150

/** Refuses a design that nothing can be learned from: no rows, or a value that is missing or not finite. */
export function checkDesign(
  fitting: string,
  design: DesignMatrix,
  target: Float64Array,
): asserts design is NumericDesign {
  checkRows(fitting, design, target)
  for (const block of design.blocks) {
    if (block.kind === 'categories' || block.kind === 'binned') {
      throw new FeatureUnsuitable({ feature: block.name, fitting })
    }
    if (block.kind === 'dense') {
      checkLength(block.name, block.values.length, design.rows)
      checkFinite(block.name, block.values)
    } else {
      checkLength(block.name, block.codes.length, design.rows)
      checkCodes(block.name, block.codes, block.names.length)
    }
  }
}

/** Refuses a design without rows. */
export function checkRows(fitting: string, design: DesignMatrix, target: Float64Array): void {
  if (design.rows === 0) throw new TrainingEmpty({ fitting })
  checkLength('target', target.length, design.rows)
}

/** Refuses weights that are not finite numbers from 0, or all 0. */
export function checkWeights(weight: Float64Array | undefined, rows: number): void {
  if (weight === undefined) return
  checkLength('weight', weight.length, rows)
  const row = weight.findIndex(value => !(value >= 0 && value <= largest))
  const none = row < 0 && weight.every(value => value === 0)
  if (row < 0 && !none) return
  throw new TrainingValueInvalid({
    column: 'weight',
    row: Math.max(0, row),
    value: weight[Math.max(0, row)] as number,
    expected: none ? 'above 0 in at least one row' : `a number from 0 to ${largest}`,
    advice: 'Correct the column of weights in the feature SQL.',
  })
}

/** Refuses numbers that are missing, infinite, or too large to be squared and summed. */
export function checkFinite(column: string, values: Float64Array): void {
  let row = 0
  while (row < values.length && Math.abs(values[row] as number) <= largest) row++
  if (row === values.length) return
  throw new TrainingValueInvalid({
    column,
    row,
    value: values[row] as number,
    expected: `a finite number up to ${largest}`,
    advice:
      column === 'target'
        ? 'Cut it to a range in the label SQL.'
        : 'Impute missing values and clip extreme ones in the preparation.',
  })
}

/** Refuses a target other than 0 and 1. */
export function checkClasses(target: Float64Array): void {
  const row = target.findIndex(value => value !== 0 && value !== 1)
  if (row < 0) return
  throw new TrainingValueInvalid({
    column: 'target',
    row,
    value: target[row] as number,
    expected: '0 or 1',
    advice: 'Let the label SQL return 0 or 1, or use a learner for regression.',
  })
}

/** Refuses a target of one class only, among the rows that weigh anything. */
export function checkBothClasses(target: Float64Array, weight?: Float64Array): void {
  checkClasses(target)
  const counts: [negative: number, positive: number] = [0, 0]
  target.forEach((value, i) => {
    if ((weight?.[i] ?? 1) > 0) counts[value as 0 | 1]++
  })
  const [negatives, positives] = counts
  if (positives > 0 && negatives > 0) return
  throw new OneClass({
    rows: positives + negatives,
    target: positives > 0 ? 1 : 0,
    weighted: positives + negatives < target.length,
  })
}

function checkLength(column: string, length: number, rows: number): void {
  if (length !== rows) throw new RangeError(`"${column}" has ${length} values for ${rows} rows`)
}

function checkCodes(column: string, codes: Int32Array, size: number): void {
  let row = 0
  while (row < codes.length && (codes[row] as number) >= -1 && (codes[row] as number) < size) row++
  if (row === codes.length) return
  throw new TrainingValueInvalid({
    column,
    row,
    value: codes[row] as number,
    expected: `an indicator from 0 to ${size - 1}, or -1 for none`,
    advice: 'This is a defect of the transform that made the block.',
  })
}
