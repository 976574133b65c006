import { describe, expect, test } from 'vitest'
import type { Source } from '../sources/source.ts'
import type { SqlFragment, SqlPart } from '../sql/fragment.ts'
import { sql } from '../sql/sql.ts'
import type { AsOf } from '../time/as-of.ts'
import { definitionDifferences } from './definition-differences.ts'
import { featureDefinition, labelHorizonDays } from './feature-sql.ts'
import { table, type ColumnSpec, type TableOptions } from './source-table.ts'
import type { LabelView, SourceTables } from './source-view.ts'

const source = { kind: 'test', describe: { at: 'here' }, connection: 'c', table: 't' } as unknown as Source
const columns = { customer: 'text', placed: 'timestamp', loaded: 'timestamp', amount: 'number' } as const

interface Variant {
  readonly columns?: Readonly<Record<string, ColumnSpec>>
  readonly options?: Omit<TableOptions<Readonly<Record<string, ColumnSpec>>>, 'columns'>
  readonly features?: (context: { orders: SqlPart; asOf: AsOf; params: { minimum: number } }) => SqlFragment
  readonly label?: (context: { orders: LabelView; asOf: AsOf }) => SqlFragment
  readonly minimum?: number
  readonly name?: string
  readonly extra?: SourceTables
}

const features: NonNullable<Variant['features']> = ({ orders, asOf, params }) => sql`
  SELECT customer, count(*) AS n,
    sum(amount) FILTER (WHERE placed >= ${asOf.minusDays(7)}) AS lately
  FROM ${orders}
  WHERE amount >= ${params.minimum}
  GROUP BY customer`
const label: NonNullable<Variant['label']> = ({ orders, asOf }) =>
  sql`SELECT customer, 1 AS y FROM ${orders.between(asOf, asOf.plusDays(14))}`

function definitionOf(variant: Variant = {}) {
  const all: Readonly<Record<string, ColumnSpec>> = variant.columns ?? columns
  const declared = table(source, {
    columns: all,
    time: 'placed',
    lookbackDays: 30,
    ...variant.options,
  })
  const sources = { [variant.name ?? 'orders']: declared, ...variant.extra }
  const of = { features: variant.features ?? features, label: variant.label ?? label }
  return featureDefinition(of as never, sources, { minimum: variant.minimum ?? 1 })
}

const differences = (variant: Variant) => definitionDifferences(definitionOf(), definitionOf(variant))

const replaced =
  (from: string, to: string): NonNullable<Variant['features']> =>
  context => {
    const { strings, parts } = features(context)
    return sql(strings.map(text => text.replace(from, to)) as unknown as TemplateStringsArray, ...parts)
  }

test('the same definition has no differences', () => {
  expect(differences({})).toEqual([])
})

test('a definition that was stored as JSON says the same', () => {
  const stored = JSON.parse(JSON.stringify(definitionOf())) as ReturnType<typeof definitionOf>
  expect(definitionDifferences(stored, definitionOf({ minimum: 2 }))).toEqual([
    'value $4 in the feature SQL: trained with 1, now 2',
  ])
})

test('values of another text are not compared by their position', () => {
  const changed = differences({
    minimum: 2,
    features: ({ orders, params }) =>
      sql`SELECT customer FROM ${orders} WHERE amount >= ${params.minimum} AND n < ${BigInt(9)}`,
  })
  expect(changed).toEqual([expect.stringContaining('feature SQL: trained on ')])
})

describe('what changed is said in sentences', () => {
  test.each<[string, Variant, readonly string[]]>([
    [
      'a line of SQL',
      { features: replaced('count(*) AS n', 'count(DISTINCT placed) AS n') },
      [
        'feature SQL: trained on `SELECT customer, count(*) AS n,`, now `SELECT customer, count(DISTINCT placed) AS n,`',
      ],
    ],
    [
      'a line that is gone',
      { features: replaced('GROUP BY customer', '') },
      ['feature SQL: trained on `GROUP BY customer`, now nothing'],
    ],
    ['a parameter', { minimum: 2 }, ['value $4 in the feature SQL: trained with 1, now 2']],
    [
      'a constant date',
      {
        features: context => {
          const { strings, parts } = features(context)
          return sql(strings as unknown as TemplateStringsArray, context.asOf.minusDays(8), ...parts.slice(1))
        },
      },
      ['value $1 in the feature SQL: trained with 1999-12-27T00:00:00.000Z, now 1999-12-26T00:00:00.000Z'],
    ],
    [
      'a type',
      { columns: { ...columns, amount: 'text' } },
      ['column "amount" of source "orders": trained as number, now text'],
    ],
    [
      'whether a value may be missing',
      { columns: { ...columns, amount: 'number?' } },
      ['column "amount" of source "orders": trained as number, now number?'],
    ],
    [
      'the look-back',
      { options: { lookbackDays: 60 } },
      ['lookbackDays of source "orders": trained with 30, now 60'],
    ],
  ])('%s', (_name, variant, expected) => {
    expect(differences(variant)).toEqual(expect.arrayContaining([...expected]))
  })

  test('a new column', () => {
    expect(differences({ columns: { ...columns, channel: 'text' } })).toContain(
      'column "channel" of source "orders": trained as absent, now text',
    )
  })

  test('a column that is gone', () => {
    const { loaded: _loaded, ...rest } = columns
    expect(differences({ columns: rest })).toContain(
      'column "loaded" of source "orders": trained as timestamp, now absent',
    )
  })

  test('when rows are known', () => {
    expect(differences({ options: { knownAt: 'loaded' } })).toContain(
      'knownAt of source "orders": trained with none, now loaded',
    )
  })

  test('sources that come and go', () => {
    const returns = table(source, { columns: { id: 'text' } })
    expect(differences({ extra: { returns } })).toEqual(['source "returns" is new'])
    expect(definitionDifferences(definitionOf({ extra: { returns } }), definitionOf())).toEqual([
      'source "returns" is gone',
    ])
  })

  test('lines in another order', () => {
    const swapped: Variant['features'] = ({ orders }) => sql`SELECT a
FROM ${orders}`
    const straight: Variant['features'] = ({ orders }) => sql`FROM ${orders}
SELECT a`
    const found = definitionDifferences(
      definitionOf({ features: straight }),
      definitionOf({ features: swapped }),
    )
    expect(found).toEqual(['the feature SQL has the same lines in another order'])
  })
})

describe('what does not reach the features is no difference', () => {
  test.each<[string, Variant]>([
    [
      'the label',
      {
        label: ({ orders, asOf }) =>
          sql`SELECT customer, 1 AS y FROM ${orders.between(asOf, asOf.plusDays(28))}`,
      },
    ],
    ['where a client keeps the data', { options: { mapping: { amount: 'order_value' } } }],
    ['checks', { options: { freshWithinHours: 1, unexpected: 'block' } }],
  ])('%s', (_name, variant) => {
    expect(differences(variant)).toEqual([])
  })

  test('white space and indentation have no sentence of their own, yet they are another definition', () => {
    const found = differences({ features: replaced('count(*) AS n', 'count(*)  AS n') })
    expect(found).toEqual(['the feature definition changed in a way that has no short description'])
  })
})

describe('the horizon of a label is how far its furthest window reaches', () => {
  test.each<[string, NonNullable<Variant['label']>, number]>([
    ['one window', label, 14],
    [
      'the furthest of two',
      ({ orders, asOf }) =>
        sql`${orders.between(asOf, asOf.plusDays(7))} ${orders.between(asOf.plusDays(21), asOf.plusDays(28))}`,
      28,
    ],
    ['hours', ({ orders, asOf }) => sql`${orders.between(asOf, asOf.plusDays(0.5))}`, 0.5],
    ['no window', ({ orders }) => sql`SELECT customer FROM ${orders}`, 0],
    ['a window in the past', ({ orders, asOf }) => sql`${orders.between(asOf.minusDays(7), asOf)}`, 0],
  ])('%s', (_name, of, days) => {
    const orders = table(source, { columns, time: 'placed', lookbackDays: 30 })
    const definition = { features, label: of } as never
    expect(labelHorizonDays(definition, { orders }, { minimum: 1 })).toBe(days)
  })

  test('a window on a source without a time column is an error that says what to declare', () => {
    const orders = table(source, { columns })
    expect(() => labelHorizonDays({ features, label }, { orders }, { minimum: 1 })).toThrow(
      'source "orders" has no time column: declare `time` to use between()',
    )
  })
})
