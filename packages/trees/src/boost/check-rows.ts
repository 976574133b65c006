import type { BinnedColumn, TreeRows } from '../data/tree-rows.ts'
import { BoostInvalid } from '../errors/boost-invalid.ts'
import type { BoostOptions, Objective } from './options.ts'

/**
 * Checks that rows can be learned from.
 *
 * @throws BoostInvalid with the first thing that does not fit.
 */
export function checkRows(options: BoostOptions, training: TreeRows, validation: TreeRows | undefined): void {
  checkPart('training', training, options.objective)
  checkConstraints(options, training.columns)
  checkVaried(training.target, options.objective)
  if (validation !== undefined) {
    checkPart('validation', validation, options.objective)
    checkSameBins(training.columns, validation.columns)
  } else if (options.earlyStopping !== undefined) {
    throw new BoostInvalid({
      where: 'validation',
      value: undefined,
      expected: 'given where there is early stopping',
    })
  }
}

function checkPart(where: string, { rows, columns, target, weight }: TreeRows, objective: Objective): void {
  expectThat(
    Number.isInteger(rows) && rows > 0 && rows < 2 ** 31,
    `${where}.rows`,
    rows,
    'a whole number from 1',
  )
  expectThat(columns.length > 0, `${where}.columns.length`, columns.length, 'at least 1')
  expectThat(target.length === rows, `${where}.target.length`, target.length, `${rows}, the number of rows`)
  columns.forEach((column, i) => checkColumn(`${where}.columns[${i}] (${column.name})`, column, rows))
  checkTarget(`${where}.target`, target, objective)
  if (weight === undefined) return
  expectThat(weight.length === rows, `${where}.weight.length`, weight.length, `${rows}, the number of rows`)
  const wrong = weight.findIndex(w => !(w >= 0 && w < Infinity))
  expectThat(wrong < 0, `${where}.weight[${wrong}]`, weight[wrong], 'a number from 0')
  expectThat(
    weight.some(w => w > 0),
    `${where}.weight`,
    '0 in every row',
    'above 0 somewhere',
  )
}

function checkColumn(
  where: string,
  { kind, codes, bins, edges, missing, binOf }: BinnedColumn,
  rows: number,
): void {
  expectThat(codes.length === rows, `${where}.codes.length`, codes.length, `${rows}, the number of rows`)
  expectThat(Number.isInteger(bins) && bins >= 1 && bins <= 255, `${where}.bins`, bins, 'from 1 to 255')
  if (kind === 'number') {
    expectThat(
      edges.length === bins - 1,
      `${where}.edges.length`,
      edges.length,
      `${bins - 1}, one less than bins`,
    )
    const wrong = edges.findIndex(
      (edge, i) => !Number.isFinite(edge) || (i > 0 && edge <= (edges[i - 1] as number)),
    )
    expectThat(wrong < 0, `${where}.edges[${wrong}]`, edges[wrong], 'finite and above the edge before')
  }
  const wide = binOf?.find(bin => bin >= bins)
  expectThat(wide === undefined, `${where}.binOf`, wide, `below ${bins}, the number of bins`)
  let largest = 0
  for (let i = 0; i < codes.length; i++) if ((codes[i] as number) > largest) largest = codes[i] as number
  const most = missing ? bins : bins - 1
  expectThat(largest <= most, `${where}.codes`, largest, `at most ${most}, as its bins say`)
}

const targets: Readonly<
  Record<
    Objective['kind'],
    { readonly holds: (value: number, classes: number) => boolean; readonly expected: string }
  >
> = {
  binary: { holds: value => value === 0 || value === 1, expected: '0 or 1' },
  squared: { holds: Number.isFinite, expected: 'a finite number' },
  quantile: { holds: Number.isFinite, expected: 'a finite number' },
  poisson: { holds: value => value >= 0 && value < Infinity, expected: 'a number from 0' },
  multiclass: {
    holds: (value, classes) => Number.isInteger(value) && value >= 0 && value < classes,
    expected: 'a whole number from 0 to the number of classes less one',
  },
}

function checkTarget(where: string, target: Float64Array, objective: Objective): void {
  const { holds, expected } = targets[objective.kind]
  const classes = objective.kind === 'multiclass' ? objective.classes : 0
  const wrong = target.findIndex(value => !holds(value, classes))
  expectThat(wrong < 0, `${where}[${wrong}]`, target[wrong], expected)
}

/** What would make the first margin infinite. */
function checkVaried(target: Float64Array, { kind }: Objective): void {
  if (kind !== 'binary' && kind !== 'poisson') return
  const [first = 0] = target
  if (target.some(value => value !== first)) return
  const expected = kind === 'binary' ? '0 and 1' : 'above 0 somewhere'
  expectThat(kind === 'poisson' && first > 0, 'training.target', `${first} in every row`, expected)
}

function checkConstraints({ monotone, objective }: BoostOptions, columns: readonly BinnedColumn[]): void {
  if (monotone === undefined) return
  const where = 'options.monotone'
  expectThat(
    monotone.length === columns.length,
    `${where}.length`,
    monotone.length,
    `${columns.length}, one per column`,
  )
  const isConstrained = monotone.some(sign => sign !== 0)
  expectThat(!(isConstrained && objective.kind === 'quantile'), where, monotone, 'absent or 0 for quantiles')
  monotone.forEach((sign, i) => {
    expectThat(
      sign === 0 || columns[i]?.kind === 'number',
      `${where}[${i}]`,
      sign,
      '0, for the column is no number',
    )
  })
}

function checkSameBins(training: readonly BinnedColumn[], validation: readonly BinnedColumn[]): void {
  const where = 'validation.columns'
  const count = validation.length
  expectThat(count === training.length, `${where}.length`, count, `${training.length}, as in training`)
  training.forEach((column, i) => {
    const other = validation[i] as BinnedColumn
    const isSame =
      other.kind === column.kind &&
      other.bins === column.bins &&
      other.edges.every((edge, at) => edge === column.edges[at]) &&
      (other.binOf ?? []).every((bin, category) => bin === column.binOf?.[category])
    expectThat(isSame, `${where}[${i}] (${other.name})`, 'binned otherwise', 'binned as in training')
  })
}

function expectThat(holds: boolean, where: string, value: unknown, expected: string): void {
  if (!holds) throw new BoostInvalid({ where, value, expected })
}
