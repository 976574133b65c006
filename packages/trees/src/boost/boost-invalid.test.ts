import { expect, test } from 'vitest'
import { BoostInvalid } from '../errors/boost-invalid.ts'
import { rowsOf } from '../testing/table.ts'
import { boost, type BoostContext } from './boost.ts'
import type { BoostOptions } from './options.ts'

const training = rowsOf({
  numbers: { x: [1, 1, 1, 2, 2, 2], c: [0, 1, 2, 0, 1, 2] },
  categories: { c: 3 },
  target: [0, 1, 0, 1, 0, 1],
})
const binary = { objective: { kind: 'binary' } } as const
const [column, category] = training.columns as [(typeof training.columns)[0], (typeof training.columns)[0]]

test.each<[Partial<BoostOptions>, string]>([
  [{ rounds: 0 }, 'options.rounds is 0, but must be a whole number from 1'],
  [{ learningRate: 0 }, 'options.learningRate is 0, but must be a number above 0'],
  [{ leaves: 1 }, 'options.leaves is 1, but must be from 2 to 65536'],
  [{ maxDepth: 0.5 }, 'options.maxDepth is 0.5'],
  [{ minLeafRows: 0 }, 'options.minLeafRows is 0'],
  [{ l2: -1 }, 'options.l2 is -1'],
  [{ rowFraction: 2 }, 'options.rowFraction is 2, but must be above 0 and at most 1'],
  [{ seed: Number.NaN }, 'options.seed is NaN'],
  [{ monotone: [1] }, 'options.monotone.length is 1, but must be 2, one per column'],
  [{ monotone: [0, 1] }, 'options.monotone[1] is 1, but must be 0, for the column is no number'],
  [{ categories: { smooth: -1 } }, 'options.categories.smooth is -1'],
  [
    { earlyStopping: { rounds: 5 } },
    'validation is undefined, but must be given where there is early stopping',
  ],
  [
    { objective: { kind: 'quantile', alpha: 1 } },
    'options.objective.alpha is 1, but must be between 0 and 1',
  ],
  [{ objective: { kind: 'multiclass', classes: 1 } }, 'options.objective.classes is 1'],
])('option %o is refused', async (options, message) => {
  await expect(boost({ ...binary, ...options }, training)).rejects.toThrow(message)
})

test.each<[string, Partial<typeof training>, BoostOptions, string]>([
  ['no rows', { rows: 0 }, binary, 'training.rows is 0'],
  ['no columns', { columns: [] }, binary, 'training.columns.length is 0'],
  ['a short target', { target: Float64Array.of(1) }, binary, 'training.target.length is 1, but must be 6'],
  [
    'another class',
    { target: Float64Array.of(0, 1, 2, 0, 1, 0) },
    binary,
    'training.target[2] is 2, but must be 0 or 1',
  ],
  [
    'one class',
    { target: new Float64Array(6) },
    binary,
    'training.target is 0 in every row, but must be 0 and 1',
  ],
  [
    'no count',
    { target: new Float64Array(6) },
    { objective: { kind: 'poisson' } },
    'training.target is 0 in every row, but must be above 0 somewhere',
  ],
  [
    'a missing target',
    { target: Float64Array.of(0, 1, 2, 0, Number.NaN, 0) },
    { objective: { kind: 'squared' } },
    'training.target[4] is NaN, but must be a finite number',
  ],
  ['a negative weight', { weight: Float64Array.of(1, 1, -1, 1, 1, 1) }, binary, 'training.weight[2] is -1'],
  ['no weight at all', { weight: new Float64Array(6) }, binary, 'training.weight is 0 in every row'],
  [
    'codes beyond the bins',
    { columns: [column, { ...category, bins: 2 }] },
    binary,
    'training.columns[1] (c).codes is 2, but must be at most 1, as its bins say',
  ],
  [
    'edges that do not fit',
    { columns: [{ ...column, edges: Float64Array.of(1, 2) }, category] },
    binary,
    'training.columns[0] (x).edges.length is 2, but must be 1, one less than bins',
  ],
])('%s is refused', async (_, change, options, message) => {
  const learned = boost(options, { ...training, ...change })
  await expect(learned).rejects.toThrow(BoostInvalid)
  await expect(learned).rejects.toThrow(message)
})

test('validation rows are binned as the training rows are', async () => {
  const other = { ...column, edges: Float64Array.of(1.7) }
  const context: BoostContext = { validation: { ...training, columns: [other, category] } }
  await expect(boost(binary, training, context)).rejects.toThrow(
    'validation.columns[0] (x) is binned otherwise',
  )
})

test('validation rows share bins of rare categories as the training rows do', async () => {
  const of = (shift: number) => {
    const c = Array.from({ length: 600 }, (_, i) => (i < 300 ? i : (i + shift) % 50))
    return rowsOf({ numbers: { c }, categories: { c: 300 }, target: c.map(value => value % 2) })
  }
  const learned = boost(binary, of(0), { validation: of(25) })
  await expect(learned).resolves.toBeDefined()
  const rest = Array.from({ length: 600 }, (_, i) => (i < 300 ? i : 299 - (i % 50)))
  const other = rowsOf({ numbers: { c: rest }, categories: { c: 300 }, target: rest.map(value => value % 2) })
  await expect(boost(binary, of(0), { validation: other })).rejects.toThrow(
    'validation.columns[0] (c) is binned otherwise',
  )
})

test.each([0, 1.5, 65])('%d threads are refused', async threads => {
  const many = rowsOf({
    numbers: { x: Array<number>(20_000).fill(1) },
    target: Array.from({ length: 20_000 }, (_, i) => i % 2),
  })
  await expect(boost(binary, many, { threads })).rejects.toThrow(`context.threads is ${threads}`)
})
