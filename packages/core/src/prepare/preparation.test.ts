import { columnRefs } from '@sluice/expr'
import { expect, test } from 'vitest'
import { OptionInvalid } from '../models/option-invalid.ts'
import { canonicalJson } from '../pipeline/canonical-json.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import { category, dates, daysBetween, numeric, text } from './chain.ts'
import { ColumnNotFound } from './column-not-found.ts'
import { ColumnTypeWrong } from './column-type-wrong.ts'
import { preparation } from './preparation.ts'
import { resolveChains } from './resolve-chains.ts'
import { allBooleans, allNumbers, allTexts, allTimestamps, named, ofRole } from './selector.ts'

interface Row {
  id: string
  spend: number | null
  visits: number
  city: string | null
  member: boolean
  joined: Date
  seen: Date | null
}
const c = columnRefs<Row>()

test('a preparation is plain data: read back from JSON it is the same', () => {
  const prepared = preparation([
    numeric(c.spend, c.spend.dividedBy(c.visits))
      .impute('median', { indicator: true })
      .clip(0.01, 0.99)
      .log1p()
      .standardize(),
    numeric(allNumbers().except('visits')).minMax().robust().bins(4, { encode: 'one-hot' }),
    category(c.city, c.member, named(/^c/i)).impute({ constant: 'none' }).oneHot({ minFrequency: 0.01 }),
    category(ofRole('code')).target({ smooth: 10 }).standardize(),
    dates(c.joined).parts('month', 'hour', 'month').impute('mean'),
    daysBetween(c.joined, c.seen).impute({ constant: 0 }),
  ])
  expect(JSON.parse(JSON.stringify(prepared))).toEqual(prepared)
  expect(canonicalJson(JSON.parse(JSON.stringify(prepared)))).toBe(canonicalJson(prepared))
  expect(
    prepared.chains.flatMap(({ inputs }) => inputs.flatMap(input => ('name' in input ? [input.name] : []))),
  ).toEqual(['spend', 'spend / visits', 'city', 'member', 'joined', 'daysBetween(joined, seen)'])
  expect(prepared.chains[4]?.transforms[0]).toEqual({ kind: 'date-parts', parts: ['month', 'hour'] })
})

test('a chain is not changed by what is added to it', () => {
  const start = numeric(c.spend).impute('mean')
  start.clip(0, 0.5)
  expect(start.transforms.map(({ kind }) => kind)).toEqual(['impute'])
  expect(Object.isFrozen(start)).toBe(true)
})

test.each<[string, () => unknown]>([
  ['clip', () => numeric(c.spend).clip(0.99, 0.01)],
  ['clip', () => numeric(c.spend).clip(-0.1, 0.5)],
  ['clip', () => numeric(c.spend).clip(0.5, Number.NaN)],
  ['minMax', () => numeric(c.spend).minMax({ range: [1, 1] })],
  ['bins', () => numeric(c.spend).bins(1)],
  ['bins', () => numeric(c.spend).bins(2.5)],
  ['impute', () => numeric(c.spend).impute({ constant: Number.POSITIVE_INFINITY })],
  ['quantile', () => numeric(c.spend).quantile({ quantiles: 1 })],
  ['quantile', () => numeric(c.spend).quantile({ output: 'gauss' as 'normal' })],
  ['power', () => numeric(c.spend).power('yeo' as 'yeo-johnson')],
  ['spline', () => numeric(c.spend).spline({ knots: 1 })],
  ['spline', () => numeric(c.spend).spline({ knots: [1, 1] })],
  ['spline', () => numeric(c.spend).spline({ degree: 0 })],
  ['spline', () => numeric(c.spend).spline({ extrapolation: 'periodic' as 'linear' })],
  ['cyclic', () => numeric(c.spend).cyclic(0)],
  ['holidays', () => dates(c.joined).holidays([])],
  ['holidays', () => dates(c.joined).holidays(['2026-02-30'])],
  ['holidays', () => dates(c.joined).holidays(['25.12.2026'])],
  ['holidays', () => dates(c.joined).holidays(['2026-12-25', '2026-12-25'])],
  ['holidays', () => dates(c.joined).holidays(['2026-12-25', { date: '2026-12-26', name: 'Boxing Day' }])],
  ['holidays', () => dates(c.joined).holidays(['2026-12-25'], { within: 0 })],
  ['hash', () => category(c.city).hash(1)],
  ['hash', () => category(c.city).hash(10_001)],
  ['tfidf', () => text(c.city).tfidf({ maxTerms: 201 })],
  ['tfidf', () => text(c.city).tfidf({ minFrequency: 0 })],
  ['tfidf', () => text(c.city).tfidf({ ngrams: [2, 1] })],
  ['codes', () => category(c.city).codes({ maxCategories: 256 })],
  ['codes', () => category(c.city).codes({ minFrequency: -1 })],
  ['oneHot', () => category(c.city).oneHot({ minFrequency: 0 })],
  ['oneHot', () => category(c.city).oneHot({ maxCategories: 0 })],
  ['ordinal', () => category(c.city).ordinal({ unknown: 0 })],
  ['target', () => category(c.city).target({ smooth: -1 })],
])('%s refuses options outside their range (%#)', (of, make) => {
  expect(make).toThrow(OptionInvalid)
  expect(make).toThrow(of)
})

test('chains take columns of their type only', () => {
  // @ts-expect-error a text is no number
  void numeric(c.city)
  // @ts-expect-error a boolean is no number
  void numeric(c.member)
  // @ts-expect-error a selector of texts gives no numbers
  void numeric(allTexts())
  // @ts-expect-error a number is no text
  void text(c.spend)
  // @ts-expect-error an instant is no category
  expect(() => category(c.joined)).not.toThrow()
  // @ts-expect-error a number is no instant
  void dates(c.visits)
  // @ts-expect-error categories are no features before they are encoded
  void preparation([category(c.city)])
  // @ts-expect-error one-hot columns are final
  expect(category(c.city).oneHot().standardize).toBeUndefined()
  // @ts-expect-error a part of a date that there is not
  expect(() => dates(c.joined).parts('century')).toThrow(OptionInvalid)
  // @ts-expect-error years do not come round again
  expect(() => dates(c.joined).cyclic('year')).toThrow(OptionInvalid)
})

const schema: TableSchema = {
  columns: [
    { name: 'id', type: 'text', nullable: false },
    { name: 'spend', type: 'number', nullable: true },
    { name: 'visits', type: 'number', nullable: false, role: 'count' },
    { name: 'city', type: 'text', nullable: true, role: 'place' },
    { name: 'member', type: 'boolean', nullable: false },
    { name: 'joined', type: 'timestamp', nullable: false, role: 'place' },
  ],
}
const columns = { schema, exclude: ['id'] }

test.each([
  ['all numbers', numeric(allNumbers()), ['spend', 'visits']],
  ['all numbers but one', numeric(allNumbers().except('spend')), ['visits']],
  ['all texts but the key', category(allTexts()).oneHot(), ['city']],
  ['all booleans', category(allBooleans()).oneHot(), ['member']],
  ['all instants', dates(allTimestamps()).parts('year'), ['joined']],
  ['by pattern, of the type that the chain takes', numeric(named(/i/)), ['visits']],
  ['by pattern with the flag g', category(named(/i/g)).oneHot(), ['visits', 'city']],
  ['by names, in their order', numeric(named(['visits', 'spend'])), ['visits', 'spend']],
  ['by role', category(ofRole('place')).oneHot(), ['city']],
  ['nothing that matches', numeric(named(/^nothing/)), []],
])('selects %s', (_name, chain, expected) => {
  expect(resolveChains(preparation([chain]).chains, columns).map(({ name }) => name)).toEqual(expected)
})

test.each<
  [string, Parameters<typeof preparation>[0], typeof ColumnNotFound | typeof ColumnTypeWrong, RegExp]
>([
  ['a column that is not there', [numeric(named(['spent']))], ColumnNotFound, /"spent".*spend, visits/],
  ['the key', [category(c.id).oneHot()], ColumnNotFound, /"id" cannot be a feature: it is the key/],
  ['a column of another type', [numeric(named(['city']))], ColumnTypeWrong, /"city".*text.*number/],
  ['an instant as a category', [category(named(['joined'])).oneHot()], ColumnTypeWrong, /"joined"/],
  [
    'an expression over another type',
    [numeric(columnRefs<{ city: number }>().city.plus(1))],
    ColumnTypeWrong,
    /"city"/,
  ],
  [
    'an expression over nothing',
    [numeric(columnRefs<{ gone: number }>().gone.plus(1))],
    ColumnNotFound,
    /"gone"/,
  ],
])('refuses %s and names it', (_name, chains, error, message) => {
  const resolve = () => resolveChains(preparation(chains).chains, columns)
  expect(resolve).toThrow(error)
  expect(resolve).toThrow(message)
})
