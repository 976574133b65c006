import { beforeEach, describe, expect, test } from 'vitest'
import { rawSql, sql } from '../sql/sql.ts'
import { check, type CheckDefinition, type CheckResult } from './check.ts'
import { runChecks, type ChecksScope } from './run-checks.ts'
import { TestHistory, TestSession } from '../testing/check-session.ts'

const asOf = new Date('2026-03-16T06:00:00Z')
let session: TestSession
let history: TestHistory

beforeEach(async () => {
  session = await TestSession.open()
  history = new TestHistory()
})

/** Runs checks over a query's rows, as the dataset "events". */
async function run(
  query: string,
  definitions: readonly CheckDefinition[],
  options: Partial<ChecksScope> = {},
): Promise<CheckResult[]> {
  const schema = await session.describe(query)
  session.queries.length = 0
  const table = rawSql(`(${query})`)
  return runChecks(definitions, {
    data: session.data,
    table,
    schema,
    subject: 'events',
    asOf,
    history,
    ...options,
  })
}

async function only(query: string, definition: CheckDefinition, options?: Partial<ChecksScope>) {
  const results = await run(query, [definition], options)
  expect(results).toHaveLength(1)
  return results[0] as CheckResult
}

const rows = (values: string, columns: string) => `SELECT * FROM (VALUES ${values}) t(${columns})`

describe('what each check holds to', () => {
  test.each([
    ['rows are there', check.notEmpty(), 'SELECT 1e0 AS a', 'passed'],
    ['no rows', check.notEmpty(), 'SELECT 1e0 AS a WHERE false', 'failed'],
    ['fewer rows than needed', check.notEmpty({ atLeast: 2 }), 'SELECT 1e0 AS a', 'failed'],
    ['a unique key', check.uniqueKey('a'), rows(`('x'), ('y'), (NULL), (NULL)`, 'a'), 'passed'],
    ['a repeated key', check.uniqueKey('a'), rows(`('x'), ('x')`, 'a'), 'failed'],
    ['a composite key', check.uniqueKey(['a', 'b']), rows(`('x', 1e0), ('x', 2e0)`, 'a, b'), 'passed'],
    [
      'a repeated composite key',
      check.uniqueKey(['a', 'b']),
      rows(`('x', 1e0), ('x', 1e0)`, 'a, b'),
      'failed',
    ],
    [
      'a composite key with a part missing',
      check.uniqueKey(['a', 'b']),
      rows(`('x', NULL::DOUBLE), ('x', NULL)`, 'a, b'),
      'passed',
    ],
    ['0 and -0 as one key', check.uniqueKey('a'), rows(`(0e0), (-0e0)`, 'a'), 'failed'],
    ['a value missing', check.notNull('a'), rows(`('x'), (NULL)`, 'a'), 'failed'],
    ['NaN is missing', check.notNull('a'), rows(`('NaN'::DOUBLE), (1e0)`, 'a'), 'failed'],
    ['half may be missing', check.notNull('a', { atMost: 0.5 }), rows(`('x'), (NULL)`, 'a'), 'passed'],
    ['just more than allowed', check.notNull('a', { atMost: 0.49 }), rows(`('x'), (NULL)`, 'a'), 'failed'],
    ['blank text is text', check.notNull('a'), rows(`('x'), (' ')`, 'a'), 'passed'],
    [
      'blank text as missing',
      check.notNull('a', { blank: true }),
      rows(`('x'), (chr(160) || ' ')`, 'a'),
      'failed',
    ],
    ['all null', check.notNull('a'), rows(`(NULL::VARCHAR), (NULL)`, 'a'), 'failed'],
    ['within bounds', check.range('a', { min: 0, max: 1 }), rows(`(0e0), (1e0), (NULL)`, 'a'), 'passed'],
    ['below', check.range('a', { min: 0 }), rows(`(-1e-9), (1e0)`, 'a'), 'failed'],
    ['infinity is beyond a bound', check.range('a', { max: 9 }), rows(`('inf'::DOUBLE)`, 'a'), 'failed'],
    ['NaN is not beyond', check.range('a', { max: 9 }), rows(`('NaN'::DOUBLE), (1e0)`, 'a'), 'passed'],
    ['a share beyond', check.range('a', { max: 1, atMost: 0.5 }), rows(`(0e0), (2e0)`, 'a'), 'passed'],
    ['nothing to judge', check.range('a', { max: 1 }), rows(`(NULL::DOUBLE)`, 'a'), 'failed'],
    ['listed text', check.oneOf('a', ['x', 'y']), rows(`('x'), (NULL)`, 'a'), 'passed'],
    ['other text', check.oneOf('a', ['x']), rows(`('x'), ('X')`, 'a'), 'failed'],
    ['half may be others', check.oneOf('a', ['x'], { atMost: 0.5 }), rows(`('x'), ('y')`, 'a'), 'passed'],
    ['listed numbers', check.oneOf('a', [1, 2]), rows(`(1e0), (2e0)`, 'a'), 'passed'],
    ['a listed boolean', check.oneOf('a', [true]), rows(`(true), (false)`, 'a'), 'failed'],
    ['a fresh row', check.fresh('t'), `SELECT TIMESTAMP '2026-03-14 07:00:00' AS t`, 'passed'],
    ['a stale row', check.fresh('t'), `SELECT TIMESTAMP '2026-03-14 05:00:00' AS t`, 'failed'],
    ['only the future', check.fresh('t'), `SELECT TIMESTAMP '2027-01-01' AS t`, 'failed'],
    ['an infinite instant', check.fresh('t'), `SELECT '-infinity'::TIMESTAMP AS t`, 'failed'],
    ['no instant', check.fresh('t'), `SELECT NULL::TIMESTAMP AS t`, 'failed'],
    [
      'a query without rows',
      check.sql('ok', r => sql`SELECT * FROM ${r} WHERE a > ${1.5}`),
      'SELECT 1e0 AS a',
      'passed',
    ],
    [
      'a query with rows',
      check.sql('ok', r => sql`WITH z AS (FROM ${r}) FROM z WHERE a > ${0} -- all`),
      'SELECT 1e0 AS a',
      'failed',
    ],
  ] as const)('%s', async (_name, definition, query, status) => {
    const result = await only(query, definition)
    expect(result).toMatchObject({ status, subject: 'events', check: definition.kind })
    expect(result.message).toMatch(/^events: /)
  })

  const kinds = [
    check.notEmpty(),
    check.uniqueKey('a'),
    check.notNull('a', { atMost: 1 }),
    check.range('n', { min: 0, atMost: 1 }),
    check.oneOf('a', ['x'], { atMost: 1 }),
    check.fresh('t', { withinHours: 1e9 }),
    check.matched('a', { in: 'others' }),
    check.scores({ column: 'n' }),
    check.sql('nothing', r => sql`SELECT * FROM ${r} WHERE false`),
  ]
  test.each(kinds.map(definition => [definition.kind, definition] as const))(
    'a table without rows never passes %s',
    async (_kind, definition) => {
      const query = `SELECT '' AS a, 1e0 AS n, TIMESTAMP '2026-01-01' AS t WHERE false`
      const others = { others: { table: rawSql(`(${query})`), schema: await session.describe(query) } }
      expect(await only(query, definition, { others })).toMatchObject({ status: 'failed', severity: 'block' })
    },
  )

  test('a column that is absent or of another type fails the check, and the others are judged', async () => {
    const results = await run(rows(`('x')`, 'a'), [
      check.notNull('b'),
      check.range('a', { min: 0 }),
      check.oneOf('a', [1]),
      check.notNull('a'),
    ])
    expect(results.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed', 'passed'])
    expect(results[0]?.message).toBe('events: not-null(b) cannot be judged: there is no column "b"')
    expect(results[1]?.message).toBe(
      'events: range(a) cannot be judged: column "a" is text, and must be number',
    )
  })
})

describe('one statement', () => {
  test('takes the measures of all checks, and only failed ones are asked for rows', async () => {
    await run(`SELECT i::DOUBLE AS a, 'x' AS b FROM range(50) r(i)`, [
      check.schema({ a: 'number', b: 'text' }),
      check.notEmpty(),
      check.uniqueKey(['a', 'b']),
      check.notNull(['a', 'b']),
      check.range('a', { max: 10 }),
      check.rowCount(),
      check.sql('none', r => sql`SELECT * FROM ${r} WHERE a < 0`),
    ])
    expect(session.queries).toHaveLength(2)
    expect(session.queries[1]).toMatch(/LIMIT 20$/)
  })

  test("a user's query that fails is a finding, and the other checks are judged", async () => {
    const results = await run('SELECT 1e0 AS a', [
      check.notEmpty(),
      check.sql('bad', r => sql`SELECT nope FROM ${r}`),
      check.sql('good', r => sql`SELECT a FROM ${r} WHERE a > 1`),
      check.range('a', { max: 1 }),
    ])
    expect(results.map(({ status }) => status)).toEqual(['passed', 'failed', 'passed', 'passed'])
    expect(results[1]?.message).toMatch(/^events: bad cannot be judged, its query fails: .*nope/s)
  })
})

describe('samples', () => {
  test('hold at most 20 rows with the key and the column, shortened, masked where asked', async () => {
    const query = `SELECT 'c' || i AS id, 'secret' || i AS mail, repeat('é', 500) AS text, NULL::DOUBLE AS v FROM range(30) r(i)`
    const options = { key: ['id', 'mail'], masked: ['mail'] }
    const result = await only(query, check.notNull('v'), options)
    expect(result.sample).toHaveLength(20)
    expect(result.sample?.[0]).toEqual({ id: 'c0', mail: '(masked)', v: null })
    const [text] = (await only(query, check.oneOf('text', ['x']), options)).sample ?? []
    expect(String(text?.['text'])).toHaveLength(80)
    const mail = await only(query, check.oneOf('mail', ['x']), options)
    expect(JSON.stringify(mail)).not.toContain('secret')
  })

  test('without a key the first columns tell which row it is', async () => {
    const query = `SELECT 1e0 AS a, TIMESTAMP '2026-01-01' AS t, 'inf'::DOUBLE AS big, true AS b, 'x' AS c, 'y' AS d, 9e0 AS v`
    const result = await only(query, check.range('v', { max: 1 }))
    expect(result.sample).toEqual([
      { a: 1, t: '2026-01-01T00:00:00.000Z', big: 'Infinity', b: true, c: 'x', v: 9 },
    ])
  })

  test('of repeated keys are the keys, the most frequent first', async () => {
    const query = rows(`('x', 1e0), ('x', 1e0), ('y', 1e0), ('y', 1e0), ('y', 1e0), ('z', 1e0)`, 'k, times')
    const result = await only(query, check.uniqueKey(['k', 'times']))
    expect(result).toMatchObject({ observed: 3, severity: 'block' })
    expect(result.sample).toEqual([
      { k: 'y', times: 1, 'times it occurs': 3 },
      { k: 'x', times: 1, 'times it occurs': 2 },
    ])
  })
})

describe('names from the outside', () => {
  const nasty = ['Größe "cm"', "o'brien", 'a,b', '🛒', 'select', 'x\u001b[31m', 'a/b'] as const
  test.each(nasty)('column %j works in every check', async name => {
    const id = `"${name.replaceAll('"', '""')}"`
    const query = `SELECT * FROM (VALUES (1e0), (2e0), (NULL)) t(${id})`
    const results = await run(
      query,
      [
        check.schema({ [name]: 'number' }),
        check.uniqueKey(name),
        check.notNull(name),
        check.range(name, { max: 1 }),
        check.oneOf(name, [1]),
        check.matched(name, { in: 'self' }),
        check.scores({ column: name, probability: false }),
      ],
      { others: { self: { table: rawSql(`(${query})`), schema: await session.describe(query) } } },
    )
    expect(results.map(({ status }) => status)).toEqual([
      'passed',
      'passed',
      'failed',
      'failed',
      'failed',
      'learning',
      'failed',
    ])
    expect(results.every(({ message }) => !/\p{Cc}/u.test(message))).toBe(true)
  })

  test('a mapped column is called by its name at the source', async () => {
    const result = await only('SELECT NULL::DOUBLE AS amount', check.notNull('amount'), {
      names: { amount: 'order_value' },
    })
    expect(result.message).toContain('"order_value" (read as "amount") is missing in all rows (100 %)')
  })

  test('a table of 400 columns takes one statement', async () => {
    const list = Array.from({ length: 400 }, (_, i) =>
      i % 4 === 0 ? `'v' || i AS c${i}` : `i * 1e0 AS c${i}`,
    )
    const query = `SELECT ${list.join(', ')} FROM range(1000) r(i)`
    const schema = await session.describe(query)
    const results = await run(query, [
      check.schema(schema),
      check.notNull(schema.columns.map(({ name }) => name)),
    ])
    expect(results.map(({ status }) => status)).toEqual(['passed', 'passed'])
    expect(session.queries).toHaveLength(1)
  })
})
