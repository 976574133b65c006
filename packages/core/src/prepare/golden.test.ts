import { compileBest, type ColumnData, type ExprNode } from '@sluice/expr'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { identifier } from '../sql/sql.ts'
import { MemorySession } from '../testing/memory-session.ts'
import { FOLD, TARGET, type Feature } from '../transforms/transform.ts'
import { transformCases, type GoldenValue, type TransformCase } from '../../../../test/golden/transforms.ts'
import type { ChainData } from './chain-data.ts'
import { fitPreparation, type FittedPreparation } from './fitted-preparation.ts'

let data: MemorySession
beforeAll(async () => {
  data = await MemorySession.open()
})
afterAll(() => data.close())

const encodings = ['one-hot', 'ordinal', 'target', 'codes', 'hash']

async function fitted({ type, train, trainY, ...given }: TransformCase): Promise<FittedPreparation> {
  const { target, folds } = given
  const schema = await data.table(
    'training',
    { x: type, y: 'number', [FOLD]: 'number', [TARGET]: 'number' },
    train.map((x, i) => ({ x, y: trainY?.[i] ?? null, [FOLD]: folds?.[i] ?? 0, [TARGET]: target?.[i] ?? 0 })),
  )
  return fitPreparation(
    { kind: 'preparation', chains: [chainOf(type, given)] },
    { rows: identifier('training'), schema, data, exclude: [FOLD, TARGET] },
  )
}

function chainOf(
  type: TransformCase['type'],
  { transforms, products }: Pick<TransformCase, 'transforms' | 'products'>,
): ChainData {
  const columns = (...names: readonly string[]) => names.map(name => ({ kind: 'column', name }) as const)
  if (products !== undefined) {
    const of = [{ takes: 'number', inputs: columns('x', 'y'), transforms: [] } as const]
    return { takes: 'number', inputs: [{ kind: 'products', of, ...products }], transforms }
  }
  const isEncoding = transforms.some(({ kind }) => encodings.includes(kind))
  const isOfWords = transforms.some(({ kind }) => kind === 'tfidf')
  const takes = isOfWords ? 'text' : isEncoding ? 'category' : type === 'timestamp' ? type : 'number'
  return { takes, inputs: columns('x'), transforms }
}

function values(type: TransformCase['type'], given: readonly GoldenValue[]): ColumnData {
  if (type === 'text') return { type, values: given as readonly (string | null)[] }
  if (type === 'boolean') {
    return { type, values: Uint8Array.from(given, value => (value === null ? 2 : Number(value))) }
  }
  return { type, values: Float64Array.from(given, value => (value === null ? Number.NaN : Number(value))) }
}

function computed(
  expr: ExprNode,
  x: ColumnData,
  more: Readonly<Record<string, ColumnData>> = {},
): readonly number[] {
  return [
    ...(compileBest({ out: expr }).batch({ x, ...more }, x.values.length)['out']?.values ?? []),
  ] as number[]
}

/** The largest distance, relative to the size of the numbers but at least to 1. */
function farthest(ours: readonly number[], theirs: readonly (number | null)[]): number {
  expect(ours.map(Number.isNaN)).toEqual(theirs.map(value => value === null))
  return theirs.reduce((most: number, value, i) => {
    if (value === null) return most
    return Math.max(most, Math.abs((ours[i] as number) - value) / Math.max(1, Math.abs(value)))
  }, 0)
}

/** The mean of three numbers at 1e8 is a third of a ulp from theirs, which rounds to one; all else is closer. */
function toleranceOf({ name, tolerance = 1e-12 }: TransformCase): number {
  return name === 'standardize: nearly constant at 1e8' ? 2 ** -26 : tolerance
}

test('there are enough cases', () => expect(transformCases().length).toBeGreaterThan(980))

test.each(transformCases())('$name', async golden => {
  const { features } = await fitted(golden)
  const x = values(golden.type, golden.apply)
  const second = { y: values('number', golden.applyY ?? golden.apply.map(() => null)) }
  expect(features.length).toBe(golden.features.length)
  features.forEach((feature: Feature, i) => {
    const theirs = golden.features[i] as readonly (number | null)[]
    if (feature.kind === 'value') {
      expect(farthest(computed(feature.expr, x, second), theirs)).toBeLessThanOrEqual(toleranceOf(golden))
      return
    }
    if (golden.names !== undefined) expect(feature.names.length).toBe(golden.names)
    const codes = computed(feature.code, x).map(code => (Number.isNaN(code) ? -1 : code))
    expect(codes).toEqual(theirs)
  })
  const [first] = features
  if (golden.training === undefined || first?.kind !== 'value') return
  const fold: ColumnData = { type: 'number', values: Float64Array.from(golden.folds ?? []) }
  const training = computed(first.training ?? first.expr, values(golden.type, golden.train), { [FOLD]: fold })
  expect(farthest(training, golden.training)).toBeLessThanOrEqual(toleranceOf(golden))
})
