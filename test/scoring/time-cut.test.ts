import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import {
  logisticRegression,
  model,
  numeric,
  refuseUncutSql,
  scoring,
  sql,
  table,
  type AsOf,
  type LabelContext,
  type SqlFragment,
  type SqlPart,
} from '@sluice/core'
import { featuresAt, openTestSession, type TestSession } from './features-at.ts'
import { querySource } from './query-source.ts'

interface Features {
  customer: string
  n: number
  amount: number
  newest: Date
}

const asOf = new Date('2026-03-02T00:00:00Z')

let session: TestSession
beforeAll(async () => (session = await openTestSession()))
afterAll(() => session.close())

const spec = model<Features>('m', {
  key: 'customer',
  target: 'y',
  prepare: c => [numeric(c.n, c.amount)],
  learn: logisticRegression(),
})

const eventsOf = (query: string) =>
  table(querySource(query), {
    columns: { customer: 'text', placed: 'timestamp?', loaded: 'timestamp?', amount: 'number' },
    time: 'placed',
    knownAt: 'loaded',
    lookbackDays: 10,
  })

type Sources = { readonly events: ReturnType<typeof eventsOf> }

const summary = (events: SqlPart) => sql<Features>`
  SELECT customer, count(*)::DOUBLE AS n, sum(amount) AS amount, max(placed) AS newest FROM ${events} GROUP BY customer`

function definition(
  query: string,
  features: (context: { readonly events: SqlPart; readonly asOf: AsOf }) => SqlFragment<Features> = ({
    events,
  }) => summary(events),
) {
  return scoring('cut', {
    params: z.object({}),
    sources: () => ({ events: eventsOf(query) }),
    features,
    label: ({ events, asOf }) =>
      sql`SELECT customer, 1 AS y FROM ${events.between(asOf, asOf.plusDays(7))} GROUP BY customer`,
    model: spec,
    train: { asOf: { weekly: 2 }, promote: { metric: 'auc', tolerance: 0 } },
  })
}

interface Event {
  readonly at: string | null
  readonly loaded?: string | null
  readonly customer?: string
  readonly amount?: number
}

function queryOf(events: readonly Event[]): string {
  const literal = (text: string | null) => (text === null ? 'NULL' : `'${text}'`)
  const rows = events.map(
    ({ at, loaded = '2026-02-21 00:00:00', customer = 'c', amount = 1 }) =>
      `('${customer}', ${literal(at)}::TIMESTAMP, ${literal(loaded)}::TIMESTAMP, ${amount}::DOUBLE)`,
  )
  return `SELECT * FROM (VALUES ${rows.join(', ')}) AS t(customer, placed, loaded, amount)`
}

describe('a view holds rows that happened and were known in the window before asOf', () => {
  const inside = { at: '2026-02-25 12:00:00', amount: 100 }
  test.each<[string, Event, boolean]>([
    ['a microsecond before asOf', { at: '2026-03-01 23:59:59.999999' }, true],
    ['exactly at asOf', { at: '2026-03-02 00:00:00' }, false],
    ['after asOf', { at: '2026-03-02 00:00:00.000001' }, false],
    ['exactly at the start of the look-back', { at: '2026-02-20 00:00:00' }, true],
    ['a microsecond before the look-back', { at: '2026-02-19 23:59:59.999999' }, false],
    [
      'before, known a microsecond before asOf',
      { at: '2026-02-25 00:00:00', loaded: '2026-03-01 23:59:59.999999' },
      true,
    ],
    ['before, known exactly at asOf', { at: '2026-02-25 00:00:00', loaded: '2026-03-02 00:00:00' }, false],
    ['before, known later', { at: '2026-02-25 00:00:00', loaded: '2026-03-09 00:00:00' }, false],
    ['before, known nobody knows when', { at: '2026-02-25 00:00:00', loaded: null }, false],
    ['at no time', { at: null, loaded: '2026-02-25 00:00:00' }, false],
    ['after, though known before', { at: '2026-03-05 00:00:00', loaded: '2026-02-25 00:00:00' }, false],
  ])('%s', async (_name, event, isIn) => {
    const [row] = await featuresAt(definition(queryOf([inside, event])), asOf, session.data)
    expect(row).toMatchObject({ n: isIn ? 2 : 1, amount: isIn ? 101 : 100 })
  })

  test('a look into the future from feature SQL finds nothing there', async () => {
    const peek = definition(
      queryOf([inside, { at: '2026-03-04 00:00:00' }]),
      ({ events, asOf }) => sql<Features>`
      SELECT customer, count(*) FILTER (WHERE placed >= ${asOf} AND placed < ${asOf.plusDays(7)})::DOUBLE AS n,
        sum(amount) AS amount, max(placed) AS newest
      FROM ${events} GROUP BY customer`,
    )
    expect(await featuresAt(peek, asOf, session.data)).toMatchObject([{ n: 0, amount: 100 }])
  })
})

test('feature views have no window after asOf, label views do, in types and in values', async () => {
  type Label = LabelContext<unknown, Sources>
  expectTypeOf<Label['events']>().toHaveProperty('between')
  const peek = scoring('peek', {
    params: z.object({}),
    sources: (): Sources => ({ events: eventsOf(queryOf([{ at: '2026-02-25' }])) }),
    // @ts-expect-error: `between` does not exist on the view of a feature
    features: ({ events, asOf }) => summary(events.between(asOf, asOf.plusDays(7)) as SqlPart),
    label: ({ events, asOf }) => sql`SELECT customer, 1 AS y FROM ${events.between(asOf, asOf.plusDays(7))}`,
    model: spec,
    train: { asOf: { weekly: 2 }, promote: { metric: 'auc', tolerance: 0 } },
  })
  await expect(featuresAt(peek, asOf, session.data)).rejects.toThrow('between is not a function')
})

describe('what would read around the cut is refused, with the name and the reason', () => {
  const file = 'https://example.test/future.parquet'
  test.each<[string, string, string]>([
    ['a table', 'SELECT * FROM orders', 'orders'],
    ['a table, FROM first', 'FROM orders', 'orders'],
    ['a table, by TABLE', 'TABLE orders', 'orders'],
    ['a table with a schema', 'SELECT * FROM main.sluice_source_events', 'sluice_source_events'],
    ['a table with a catalogue', 'SELECT * FROM memory.main.sluice_source_events', 'sluice_source_events'],
    ['a quoted table', 'SELECT * FROM "or""ders"', 'or"ders'],
    ['a table of extract', 'SELECT * FROM extract_events', 'extract_events'],
    ['a table of training', 'SELECT * FROM training_rows', 'training_rows'],
    ['a joined table', 'SELECT * FROM sluice_source_events JOIN orders USING (customer)', 'orders'],
    ['a lateral join', 'SELECT * FROM sluice_source_events e, LATERAL (SELECT * FROM orders)', 'orders'],
    ['a positional join', 'SELECT * FROM sluice_source_events POSITIONAL JOIN orders', 'orders'],
    ['a subquery in SELECT', 'SELECT (SELECT max(placed) FROM orders)', 'orders'],
    ['a subquery in WHERE', 'SELECT 1 WHERE EXISTS (FROM orders)', 'orders'],
    ['a subquery in IN', 'SELECT 1 WHERE 1 IN (SELECT n FROM orders)', 'orders'],
    ['a subquery in LIMIT', 'FROM sluice_source_events LIMIT (SELECT count(*) FROM orders)', 'orders'],
    ['a subquery in ORDER BY', 'SELECT 1 ORDER BY (SELECT n FROM orders)', 'orders'],
    ['a subquery in unnest', 'SELECT unnest((SELECT list(n) FROM orders))', 'orders'],
    ['a common table', 'WITH o AS MATERIALIZED (SELECT * FROM orders) SELECT * FROM o', 'orders'],
    ['UNION', 'SELECT 1 UNION ALL FROM orders', 'orders'],
    ['UNION BY NAME', 'SELECT 1 UNION ALL BY NAME SELECT * FROM orders', 'orders'],
    ['PIVOT', 'PIVOT orders ON n IN (1) USING sum(amount)', 'orders'],
    ['PIVOT in FROM', 'SELECT * FROM (PIVOT orders ON n IN (1) USING sum(amount))', 'orders'],
    ['UNPIVOT', 'UNPIVOT orders ON n', 'orders'],
    [
      'a recursive common table',
      'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n FROM orders) FROM r',
      'orders',
    ],
    ['DESCRIBE', 'SELECT * FROM (DESCRIBE orders)', 'statement'],
    ['SUMMARIZE', 'SELECT * FROM (SUMMARIZE orders)', 'statement'],
    ['a common table that hides the table it reads', 'WITH orders AS (FROM orders) FROM orders', 'orders'],
    ['a common table used before it is declared', 'WITH a AS (FROM b), b AS (SELECT 1) FROM a', 'b'],
    [
      'a name that is common only elsewhere',
      'FROM orders, (WITH orders AS (SELECT 1) FROM orders)',
      'orders',
    ],
    ['a file', `SELECT * FROM '${file}'`, file],
    ['a file, FROM first', `FROM '${file}'`, file],
    ['a file as identifier', `SELECT * FROM "${file}"`, file],
    ['a file under a common name', `WITH "${file}" AS (FROM '${file}') FROM "${file}"`, file],
    ['read_parquet', `SELECT * FROM read_parquet('${file}')`, 'read_parquet'],
    ['read_csv', `SELECT * FROM read_csv('${file}')`, 'read_csv'],
    ['read_csv in a common table', `WITH f AS (FROM read_csv('${file}')) FROM f`, 'read_csv'],
    ['read_csv in capitals', `FROM READ_CSV('${file}')`, 'read_csv'],
    ['read_text', `FROM read_text('${file}')`, 'read_text'],
    ['glob', `FROM glob('*')`, 'glob'],
    ['query()', `SELECT * FROM query('SELECT * FROM orders')`, 'query'],
    ['query_table()', `SELECT * FROM query_table('orders')`, 'query_table'],
    ['a table macro', `FROM histogram_values(orders, n)`, 'histogram_values'],
    ['a serialized statement', `FROM json_execute_serialized_sql('{}')`, 'json_execute_serialized_sql'],
    ['the catalogue', 'SELECT * FROM information_schema.tables', 'tables'],
    ['the catalogue by function', 'SELECT * FROM duckdb_tables()', 'duckdb_tables'],
    ['the catalogue by view', 'SELECT * FROM sqlite_master', 'sqlite_master'],
    ['SHOW TABLES', 'SELECT * FROM (SHOW TABLES)', 'statement'],
    ['ATTACH', `ATTACH 'other.duckdb'`, 'statement'],
    ['COPY', `COPY (SELECT 1) TO '/tmp/x.csv'`, 'statement'],
    ['INSERT', 'INSERT INTO orders SELECT 1', 'statement'],
    ['CREATE MACRO', 'CREATE MACRO f() AS TABLE SELECT * FROM orders', 'statement'],
    ['SET VARIABLE', 'SET VARIABLE x = 1', 'statement'],
    ['two statements', 'SELECT 1; SELECT 2', 'statement'],
    ['EXPLAIN', 'EXPLAIN SELECT 1', 'statement'],
    ['now()', 'SELECT now()', 'now'],
    ['now() with a schema', 'SELECT main.now()', 'now'],
    ['now() quoted', 'SELECT "now"()', 'now'],
    ['NOW()', 'SELECT NOW()', 'now'],
    ['now() in FILTER', 'SELECT count(*) FILTER (WHERE placed < now()) FROM sluice_source_events', 'now'],
    ['now() in VALUES', 'VALUES (now())', 'now'],
    ['current_date', 'SELECT current_date', 'current_date'],
    ['current_timestamp', 'SELECT CURRENT_TIMESTAMP', 'current_timestamp'],
    ['localtime', 'SELECT localtime', 'localtime'],
    ['current_localtimestamp()', 'SELECT current_localtimestamp()', 'current_localtimestamp'],
    ['today()', 'SELECT today()', 'today'],
    ['ago()', 'SELECT ago(INTERVAL 1 DAY)', 'ago'],
    ['age of one', `SELECT age(TIMESTAMP '2020-01-01')`, 'age'],
    ['age of one as method', `SELECT (TIMESTAMP '2020-01-01').age()`, 'age'],
    ['random()', 'SELECT random()', 'random'],
    ['random() in ORDER BY', 'FROM sluice_source_events ORDER BY random()', 'random'],
    ['random() in a window', 'SELECT sum(1) OVER (ORDER BY random()) FROM sluice_source_events', 'random'],
    ['random() in a lambda', 'SELECT list_transform([1], lambda x: random())', 'random'],
    ['uuid()', 'SELECT uuid()', 'uuid'],
    ['USING SAMPLE', 'SELECT * FROM sluice_source_events USING SAMPLE 10', 'sample'],
    ['TABLESAMPLE', 'SELECT * FROM sluice_source_events TABLESAMPLE 10%', 'sample'],
    ['getenv()', `SELECT getenv('HOME')`, 'getenv'],
    ['getvariable()', `SELECT getvariable('x')`, 'getvariable'],
    ['current_setting()', `SELECT current_setting('threads')`, 'current_setting'],
    ['nextval()', `SELECT nextval('s')`, 'nextval'],
    ['current_query()', 'SELECT current_query()', 'current_query'],
    ['write_log()', `SELECT write_log('x')`, 'write_log'],
  ])('%s', async (_name, text, refused) => {
    const judged = refuseUncutSql(session.data, text, new Set(['sluice_source_events']), 'cut: features')
    await expect(judged).rejects.toMatchObject({
      code: 'feature-sql-refused',
      where: 'cut: features',
      refused,
      message: expect.stringMatching(/^cut: features: \S.{15,}/),
    })
  })

  test.each([
    ['a source', 'SELECT * FROM sluice_source_events'],
    [
      'common tables over it',
      'WITH a AS (FROM sluice_source_events), b AS (FROM a) SELECT * FROM a JOIN b USING (customer)',
    ],
    ['common tables in another case', 'WITH Lines AS (FROM sluice_source_events) SELECT * FROM LINES'],
    ['a common table seen from a subquery', 'WITH a AS (SELECT 1 AS n) SELECT (SELECT max(n) FROM a)'],
    [
      'a recursive common table',
      'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) FROM r',
    ],
    ['PIVOT', 'SELECT * FROM (PIVOT sluice_source_events ON customer IN (1) USING sum(amount))'],
    ['rows made of numbers', 'SELECT * FROM range(3), generate_series(1, 2), unnest([1, 2])'],
    ['VALUES', 'SELECT * FROM (VALUES (1), (2)) AS v(n)'],
    ['the age between two times', `SELECT age(placed, TIMESTAMP '2020-01-01') FROM sluice_source_events`],
    ['a column with the name of a function', 'SELECT e.random, e.current_date FROM sluice_source_events e'],
    [
      'an error on purpose',
      `SELECT CASE WHEN amount < 0 THEN error('negative') END FROM sluice_source_events`,
    ],
  ])('but not %s', async (_name, text) => {
    await refuseUncutSql(session.data, text, new Set(['sluice_source_events']), 'cut: features')
  })

  test('every function that the catalogue of DuckDB does not call consistent', async () => {
    const functions = await session.data.rows<{ name: string }>(
      sql`SELECT DISTINCT function_name AS name FROM duckdb_functions()
        WHERE function_type = 'scalar' AND stability <> 'CONSISTENT' ORDER BY name`,
    )
    const passed: string[] = []
    for (const { name } of functions) {
      const judged = refuseUncutSql(session.data, `SELECT ${name}(1)`, new Set(), 'cut: features')
      await judged.then(
        () => passed.push(name),
        () => undefined,
      )
    }
    // It gives no value, it only stops.
    expect(passed).toEqual(['error'])
    expect(functions.length).toBeGreaterThan(20)
  })

  test('before features are computed', async () => {
    const around = definition(queryOf([{ at: '2026-02-25' }]), () => summary(sql`extract_events`))
    await expect(featuresAt(around, asOf, session.data)).rejects.toMatchObject({
      code: 'feature-sql-refused',
      message: expect.stringContaining('one of the sources in ${…}: events'),
    })
  })

  test('also where only some dates would read around the cut', async () => {
    const sometimes = definition(queryOf([{ at: '2026-02-25' }]), ({ events, asOf }) =>
      summary(asOf.date.getUTCFullYear() === 2026 ? sql`extract_events` : events),
    )
    await expect(featuresAt(sometimes, asOf, session.data)).rejects.toMatchObject({
      code: 'feature-sql-refused',
      refused: 'extract_events',
    })
  })
})

test('adding and reordering future events never changes features', async () => {
  const minute = fc.integer({ min: -20 * 1440, max: 20 * 1440 })
  const event = fc.record({
    minute,
    late: fc.integer({ min: -40 * 1440, max: 20 * 1440 }),
    customer: fc.constantFrom('a', 'b'),
    amount: fc.integer({ min: 1, max: 9 }),
  })
  const at = (minutes: number) => new Date(asOf.getTime() + minutes * 60_000).toISOString().replace('Z', '')
  const eventsOf = (drawn: readonly { minute: number; late: number; customer: string; amount: number }[]) =>
    drawn.map(({ minute, late, customer, amount }) => ({
      at: at(minute),
      loaded: at(minute + late),
      customer,
      amount,
    }))
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1, maxLength: 12 }),
      fc.array(event),
      async (events, others) => {
        const known = events.map(it => ({ ...it, minute: -Math.abs(it.minute) - 1, late: 0 }))
        const future = others.filter(({ minute, late }) => minute >= 0 || minute + late >= 0)
        const alone = await featuresAt(definition(queryOf(eventsOf(known))), asOf, session.data)
        const mixed = eventsOf([...future, ...known.toReversed()])
        expect(await featuresAt(definition(queryOf(mixed)), asOf, session.data)).toEqual(alone)
      },
    ),
    { numRuns: 15, seed: 20_260_302 },
  )
})
