import { afterEach, expect, test, vi } from 'vitest'
import type { TreeRows } from '../data/tree-rows.ts'
import { normal, seeded } from '../testing/seeded.ts'
import { rowsOf } from '../testing/table.ts'
import { boost } from './boost.ts'
import type { BoostOptions, Objective } from './options.ts'

afterEach(() => void vi.unstubAllGlobals())

function world(
  rows: number,
  target: (z: number, random: () => number) => number,
  weighted = false,
): TreeRows {
  const random = seeded(17)
  const draw = (one: () => number) => Array.from({ length: rows }, one)
  const a = draw(() => normal(random))
  const b = draw(() => (random() < 0.2 ? Number.NaN : Math.round(random() * 20)))
  const c = draw(() => Math.floor(random() * random() * 30))
  const z = a.map((value, i) => value + ((b[i] as number) > 10 ? 1 : 0) + ((c[i] as number) % 3))
  const table = { numbers: { a, b, c }, categories: { c: 30 }, target: z.map(value => target(value, random)) }
  return rowsOf(weighted ? { ...table, weight: draw(() => Math.ceil(random() * 3)) } : table)
}

const targets: Readonly<Record<Objective['kind'], (z: number, random: () => number) => number>> = {
  binary: (z, random) => Number(z + normal(random) > 1),
  squared: (z, random) => z + normal(random),
  poisson: (z, random) => Math.floor(Math.exp(z / 3) * random() * 2),
  quantile: (z, random) => z + normal(random),
  multiclass: (z, random) => Math.max(0, Math.min(2, Math.round(z + random()))),
}

const cases: readonly (readonly [string, Objective, Partial<BoostOptions>])[] = [
  ['binary', { kind: 'binary' }, {}],
  ['binary with margins beyond any table', { kind: 'binary' }, { learningRate: 40 }],
  ['binary with samples', { kind: 'binary' }, { rowFraction: 0.7, columnFraction: 0.7 }],
  ['squared', { kind: 'squared' }, { monotone: [1, 0, 0] }],
  ['poisson', { kind: 'poisson' }, { maxDepth: 3 }],
  ['quantile', { kind: 'quantile', alpha: 0.3 }, {}],
  ['multiclass', { kind: 'multiclass', classes: 3 }, { l2: 1 }],
]

test.each(cases)('%s: one, two and three threads give the same bits', async (_, objective, options) => {
  const rows = world(20_500, targets[objective.kind])
  const all = { objective, rounds: 4, ...options }
  const one = await boost(all, rows)
  for (const threads of [2, 3]) expect(await boost(all, rows, { threads })).toEqual(one)
})

test.each(cases)('%s, weighted: one and two threads give the same bits', async (_, objective, options) => {
  const rows = world(20_500, targets[objective.kind], true)
  const all = { objective, rounds: 2, ...options }
  expect(await boost(all, rows, { threads: 2 })).toEqual(await boost(all, rows))
})

test.each(cases)('%s: without WebAssembly the bits are the same', async (_, objective, options) => {
  const rows = world(3000, targets[objective.kind], true)
  const all = { objective, rounds: 6, ...options }
  const compiled = await boost(all, rows)
  vi.stubGlobal('WebAssembly', undefined)
  expect(await boost(all, rows)).toEqual(compiled)
})

test('log loss without weights: without WebAssembly the bits are the same', async () => {
  const rows = world(5000, targets.binary)
  for (const learningRate of [0.1, 40]) {
    const all = { objective: { kind: 'binary' }, rounds: 6, learningRate } as const
    const compiled = await boost(all, rows)
    expect(compiled).toEqual(await withoutWebAssembly(() => boost(all, rows)))
  }
})

async function withoutWebAssembly<T>(run: () => Promise<T>): Promise<T> {
  vi.stubGlobal('WebAssembly', undefined)
  try {
    return await run()
  } finally {
    vi.unstubAllGlobals()
  }
}

test('more rows than one packed sum can take do not change the bits', async () => {
  const rows = world(140_000, targets.binary)
  const options = { objective: { kind: 'binary' }, rounds: 2, leaves: 4 } as const
  const compiled = await boost(options, rows)
  vi.stubGlobal('WebAssembly', undefined)
  expect(await boost(options, rows)).toEqual(compiled)
})

test('columns beyond one group are summed as well', async () => {
  const random = seeded(4)
  const names = Array.from({ length: 150 }, (_, i) => `x${i}`)
  const numbers = Object.fromEntries(names.map(name => [name, Array.from({ length: 300 }, () => random())]))
  const target = (numbers['x149'] as number[]).map((value, i) => value + (numbers['x70']?.[i] as number))
  const rows = rowsOf({ numbers, target })
  const options = { objective: { kind: 'squared' }, rounds: 5 } as const
  const compiled = await boost(options, rows)
  expect(compiled.importance.splits[149]).toBeGreaterThan(5)
  vi.stubGlobal('WebAssembly', undefined)
  expect(await boost(options, rows)).toEqual(compiled)
})

test.each(cases)('%s: with room for few histograms the bits are the same', async (_, objective, options) => {
  const rows = world(3000, targets[objective.kind])
  const all = { objective, rounds: 3, ...options }
  const roomy = await boost(all, rows)
  for (const histogramBytes of [0, 30_000]) expect(await boost(all, rows, { histogramBytes })).toEqual(roomy)
})

test('another seed draws other samples, the same the same', async () => {
  const rows = world(2000, targets.binary)
  const of = (seed: number) =>
    boost({ objective: { kind: 'binary' }, rounds: 3, rowFraction: 0.5, seed }, rows)
  expect(await of(1)).toEqual(await of(1))
  expect(await of(1)).not.toEqual(await of(2))
})
