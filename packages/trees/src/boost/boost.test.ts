import { expect, test } from 'vitest'
import { binCategories, binColumn } from '../bins/columns.ts'
import type { BinnedColumn, TreeRows } from '../data/tree-rows.ts'
import { forestValue } from '../testing/forest-value.ts'
import { normal, seeded } from '../testing/seeded.ts'
import { rowOf, rowsOf, type Table } from '../testing/table.ts'
import { boost } from './boost.ts'
import type { Boosted } from './boosted.ts'

const small = { minLeafRows: 1, minLeafHessian: 0, learningRate: 1 } as const
const squared = { objective: { kind: 'squared' }, ...small } as const

function valuesOf(boosted: Boosted, table: Table, output = 0): readonly number[] {
  return table.target.map((_, i) =>
    forestValue(boosted.forests[output] as Boosted['forests'][0], rowOf(table, i)),
  )
}

const repeat = (values: readonly number[], times: number) =>
  values.flatMap(value => Array<number>(times).fill(value))

test('one tree puts the split where squared error falls most, and leaves hold means', async () => {
  const table = { numbers: { x: repeat([1, 2, 3, 4], 3) }, target: repeat([10, 10, 20, 40], 3) }
  const boosted = await boost({ ...squared, rounds: 1, leaves: 2 }, rowsOf(table))
  expect(boosted.forests[0]).toMatchObject({ feature: [0], threshold: [3.5], base: 20 })
  valuesOf(boosted, table).forEach((value, i) => expect(value).toBeCloseTo(i < 9 ? 40 / 3 : 40, 5))
  expect(boosted.covers).toEqual([{ nodes: [12], leaves: [9, 3] }])
  expect(boosted.importance.splits).toEqual([1])
})

test('leaves split in the order of what they gain, until there are as many as wanted', async () => {
  const table = { numbers: { x: repeat([1, 2, 3, 4], 3) }, target: repeat([0, 1, 10, 14], 3) }
  const three = await boost({ ...squared, rounds: 1, leaves: 3 }, rowsOf(table))
  expect(three.forests[0]?.threshold).toEqual([2.5, 3.5])
  const four = await boost({ ...squared, rounds: 1, leaves: 9 }, rowsOf(table))
  expect(four.forests[0]?.threshold).toEqual([2.5, 3.5, 1.5])
  valuesOf(four, table).forEach((value, i) => expect(value).toBeCloseTo(table.target[i] as number, 5))
})

test.each([
  ['left', [0, 0, 1, 1, 0], true],
  ['right', [0, 0, 1, 1, 1], false],
])('missing values learn to go %s', async (_, groups, isLeft) => {
  const table = { numbers: { x: repeat([1, 2, 3, 4, Number.NaN], 4) }, target: repeat(groups, 4) }
  const { forests } = await boost({ ...squared, rounds: 1, leaves: 2 }, rowsOf(table))
  expect(forests[0]).toMatchObject({ threshold: [2.5], flags: [isLeft ? 1 : 0] })
})

test('missing values can be split from all others', async () => {
  const table = { numbers: { x: repeat([1, 2, Number.NaN], 4) }, target: repeat([0, 0, 1], 4) }
  const boosted = await boost({ ...squared, rounds: 1 }, rowsOf(table))
  valuesOf(boosted, table).forEach((value, i) => expect(value).toBeCloseTo(table.target[i] as number, 5))
})

test('where none is missing in training, missing values follow the larger side', async () => {
  const of = (counts: readonly [number, number]) => ({
    numbers: { x: [...repeat([1], counts[0]), ...repeat([2], counts[1])] },
    target: [...repeat([0], counts[0]), ...repeat([1], counts[1])],
  })
  const left = await boost({ ...squared, rounds: 1 }, rowsOf(of([8, 4])))
  const right = await boost({ ...squared, rounds: 1 }, rowsOf(of([4, 8])))
  expect([left.forests[0]?.flags, right.forests[0]?.flags]).toEqual([[1], [0]])
})

test('few categories are split one against the rest, many by sets', async () => {
  const few = { numbers: { c: repeat([0, 1, 2], 6) }, categories: { c: 3 }, target: repeat([1, 5, 1], 6) }
  const one = await boost({ ...squared, rounds: 1, leaves: 2 }, rowsOf(few))
  expect(one.forests[0]?.sets).toEqual([[1]])
  const codes = Array.from({ length: 12 }, (_, i) => i)
  const many = {
    numbers: { c: repeat(codes, 30) },
    categories: { c: 12 },
    target: repeat(
      codes.map(code => code % 3),
      30,
    ),
  }
  const categories = { minGroupRows: 1, l2: 0 }
  const sets = await boost({ ...squared, rounds: 1, leaves: 3, categories }, rowsOf(many))
  valuesOf(sets, many).forEach((value, i) => expect(value).toBeCloseTo(many.target[i] as number, 4))
})

test('a constrained margin never falls as the number grows, whatever else there is', async () => {
  const random = seeded(5)
  const x = Array.from({ length: 2000 }, () => random() * 6)
  const other = x.map(() => random())
  const target = x.map((value, i) => Math.sin(value) * 2 + value / 2 + (other[i] as number) + random())
  const options = { objective: { kind: 'squared' }, rounds: 30, monotone: [1, 0] } as const
  const { forests } = await boost(options, rowsOf({ numbers: { x, other }, target }))
  for (const fixed of [0.1, 0.5, 0.9]) {
    const values = Array.from({ length: 200 }, (_, i) =>
      forestValue(forests[0] as Boosted['forests'][0], [i * 0.03, fixed]),
    )
    expect(values).toEqual(values.toSorted((a, b) => a - b))
    expect(new Set(values).size).toBeGreaterThan(5)
  }
})

test('a quantile leaves its share of the rows below', async () => {
  const random = seeded(6)
  const x = Array.from({ length: 3000 }, () => random())
  const table = { numbers: { x }, target: x.map(value => value * 10 + normal(random) * (0.5 + value)) }
  const boosted = await boost({ objective: { kind: 'quantile', alpha: 0.9 } }, rowsOf(table))
  const below = valuesOf(boosted, table).filter((value, i) => (table.target[i] as number) <= value).length
  expect(below / 3000).toBeCloseTo(0.9, 1)
})

test('counts have the log of their mean as margin', async () => {
  const table = {
    numbers: { x: repeat([0, 1], 200) },
    target: [...repeat([0, 2], 100), ...repeat([5, 7], 100)],
  }
  const boosted = await boost({ objective: { kind: 'poisson' }, rounds: 400 }, rowsOf(table))
  const values = valuesOf(boosted, table)
  expect(Math.exp(values[0] as number)).toBeCloseTo(1, 2)
  expect(Math.exp(values[399] as number)).toBeCloseTo(6, 2)
})

test('several classes have a forest each', async () => {
  const table = { numbers: { x: repeat([0, 1, 2], 60) }, target: repeat([2, 0, 1], 60) }
  const options = { objective: { kind: 'multiclass', classes: 3 }, rounds: 20 } as const
  const boosted = await boost(options, rowsOf(table))
  const margins = [0, 1, 2].map(output => valuesOf(boosted, table, output))
  table.target.forEach((own, i) => {
    const row = margins.map(values => values[i] as number)
    expect(row.indexOf(Math.max(...row))).toBe(own)
  })
  expect(boosted.curve.at(-1)?.training).toBeLessThan(0.2)
})

test('a weight counts as so many rows', async () => {
  const x = repeat([1, 2, 3, 4], 5)
  const target = x.map((value, i) => value * value + (i % 2))
  const weight = x.map((_, i) => 1 + (i % 3))
  const weighted = await boost({ ...squared, rounds: 1 }, rowsOf({ numbers: { x }, target, weight }))
  const copies = (values: readonly number[]) =>
    values.flatMap((value, i) => repeat([value], weight[i] as number))
  const table = { numbers: { x: copies(x) }, target: copies(target) }
  const copied = await boost({ ...squared, rounds: 1 }, rowsOf(table))
  expect(copied.forests[0]?.threshold).toEqual(weighted.forests[0]?.threshold)
  weighted.forests[0]?.leaves.forEach((leaf, i) =>
    expect(leaf).toBeCloseTo(copied.forests[0]?.leaves[i] as number, 3),
  )
  expect(weighted.covers[0]?.nodes[0]).toBe(39)
})

function mixed(rows: number, seed: number) {
  const random = seeded(seed)
  const draw = (one: () => number) => Array.from({ length: rows }, one)
  const x = draw(() => (random() < 0.2 ? Number.NaN : Math.floor(random() * 1000)))
  const c = draw(() => (random() < 0.1 ? Number.NaN : Math.floor(random() ** 3 * 400)))
  const target = x.map((value, i) =>
    Number(random() * 1000 < (value || 600) / 2 + ((c[i] as number) % 3) * 200),
  )
  return { numbers: { x, c }, categories: { c: 400 }, target }
}

function logLoss(boosted: Boosted, table: Table): number {
  const losses = valuesOf(boosted, table).map((margin, i) =>
    Math.log1p(Math.exp(table.target[i] === 1 ? -margin : margin)),
  )
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

test.each([1, 0.6])(
  'the curve is the loss of the forest on all rows, when trees see %d of them',
  async fraction => {
    const [table, other] = [mixed(3000, 8), mixed(1000, 9)]
    const training = rowsOf(table)
    const [x, c] = training.columns as [BinnedColumn, BinnedColumn]
    const indices = Int32Array.from(other.numbers.c, value => (Number.isNaN(value) ? -1 : value))
    const columns = [
      binColumn('x', Float64Array.from(other.numbers.x), x.edges),
      binCategories('c', indices, 400, c),
    ]
    const validation: TreeRows = { rows: 1000, columns, target: Float64Array.from(other.target) }
    const options = { objective: { kind: 'binary' }, rounds: 15, rowFraction: fraction } as const
    const boosted = await boost(options, training, { validation })
    expect(boosted.importance.splits[1]).toBeGreaterThan(10)
    expect(boosted.curve.at(-1)?.training).toBeCloseTo(logLoss(boosted, table), 8)
    expect(boosted.curve.at(-1)?.validation).toBeCloseTo(logLoss(boosted, other), 8)
  },
)

test('what cannot be split is left at its average', async () => {
  const table = { numbers: { x: repeat([1], 50) }, target: repeat([0, 1], 25) }
  const boosted = await boost({ objective: { kind: 'binary' } }, rowsOf(table))
  expect(boosted).toMatchObject({ bestIteration: 0, curve: [], forests: [{ base: 0, roots: [] }] })
})

test('samples of rows and columns learn too', async () => {
  const random = seeded(9)
  const [a, b] = [0, 1].map(() => Array.from({ length: 4000 }, () => random()))
  const table = {
    numbers: { a: a as number[], b: b as number[] },
    target: (a as number[]).map((v, i) => v + 2 * (b?.[i] as number)),
  }
  const options = { objective: { kind: 'squared' }, rowFraction: 0.5, columnFraction: 0.5 } as const
  const boosted = await boost(options, rowsOf(table))
  expect(boosted.curve.at(-1)?.training).toBeLessThan(0.05)
  const [root] = boosted.covers[0]?.nodes ?? []
  expect(Math.abs((root as number) - 2000)).toBeLessThan(150)
  valuesOf(boosted, table).forEach((value, i) =>
    expect(Math.abs(value - (table.target[i] as number))).toBeLessThan(0.3),
  )
})
