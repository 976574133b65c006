import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rawSql } from '@sluice/core'
import type { DatasetRef, Delivery, DeliveryReport, Destination, Ledger } from '@sluice/core'
import { deliveryCrashPoints } from '../shared/delivery/crash-points.ts'
import { memoryLedger } from './memory-ledger.ts'
import { openTestData, testContext, type TestContextOptions, type TestData } from './test-context.ts'

/** What a receiver holds for a key: times as ISO 8601 text. */
export type Received = ReadonlyMap<string, Readonly<Record<string, unknown>>>

/** A receiver for the contract, empty at first. */
export interface DestinationWorld {
  readonly destination: Destination
  readonly env?: Readonly<Record<string, string>>
  /** The newest payload of each key, as the receiver has it. */
  received(): Promise<Received>
  /** How many rows took effect in all; absent where rows have no effect of their own. */
  effects?(): number
  close(): Promise<void>
}

/** What a destination can do; the contract asks for these, never for its name. */
export interface DestinationCapabilities {
  /** Rows that did not change are not sent again; otherwise everything is replaced by each delivery. */
  readonly incremental: boolean
  /** Texts that must not occur in a description. */
  readonly secrets?: readonly string[]
}

class Killed extends Error {}

const scores = `
  SELECT * FROM (VALUES
    ('c1', 0.83, true, TIMESTAMP '2026-03-01 10:00:00.123456', 'gold'),
    ('c2', NULL, NULL, NULL, NULL),
    ('é 東京 "x"', 0.5, false, TIMESTAMP '1969-12-31 23:59:59', '🛒, ''quoted''')
  ) AS t(customer, propensity, audience, seen, tier)`

const arrived = {
  c1: { propensity: 0.83, audience: true, seen: '2026-03-01T10:00:00.123456Z', tier: 'gold' },
  c2: { propensity: null, audience: null, seen: null, tier: null },
  'é 東京 "x"': {
    propensity: 0.5,
    audience: false,
    seen: '1969-12-31T23:59:59.000Z',
    tier: `🛒, 'quoted'`,
  },
}

/** The behaviour that every destination must have. `open` makes an empty receiver of its own for each test. */
export function destinationContract(
  name: string,
  { incremental, secrets = [] }: DestinationCapabilities,
  open: (test: TestData) => Promise<DestinationWorld>,
): void {
  describe(`destination contract: ${name}`, () => {
    let testData: TestData
    let world: DestinationWorld
    let ledger: Ledger

    beforeEach(async () => {
      testData = await openTestData()
      world = await open(testData)
      ledger = memoryLedger()
    })
    afterEach(async () => {
      await world.close()
      await testData.close()
    })

    const save = (query: string): Promise<DatasetRef> => testData.data.save(rawSql(query))
    const deliver = (delivery: Delivery, options: TestContextOptions = {}): Promise<DeliveryReport> =>
      world.destination.deliver(
        delivery,
        testContext(testData.data, {
          ledger,
          ...(world.env !== undefined && { env: world.env }),
          ...options,
        }),
      )
    const send = async (query: string, options: TestContextOptions = {}) =>
      deliver({ dataset: await save(query), key: 'customer' }, options)
    const held = async () => Object.fromEntries(await world.received())

    test('every value of every type arrives', async () => {
      const report = await send(scores)
      expect(await held()).toEqual(arrived)
      expect(report).toMatchObject({ rows: 3, sent: 3, unchanged: 0, rejected: 0, reasons: {} })
      expect(report.requests).toBeGreaterThan(0)
    })

    test('fields choose and name what arrives', async () => {
      const dataset = await save(scores)
      await deliver({
        dataset,
        key: 'customer',
        fields: { p: 'propensity', 'in audience': 'audience' },
      })
      expect((await held())['c1']).toEqual({ p: 0.83, 'in audience': true })
    })

    test('more rows than fit into one chunk arrive', async () => {
      const report = await send(`SELECT 'c' || i AS customer, i::DOUBLE AS n FROM range(6000) r(i)`)
      expect(report).toMatchObject({ rows: 6000, sent: 6000 })
      const received = await world.received()
      expect(received.size).toBe(6000)
      expect(received.get('c5999')).toEqual({ n: 5999 })
    })

    test.each<[string, string, string]>([
      ['number', '42::DOUBLE', '42'],
      ['boolean', 'true', 'true'],
      ['timestamp', `TIMESTAMP '2026-03-01 10:00:00'`, '2026-03-01T10:00:00.000Z'],
    ])('a key may be a %s', async (_type, value, key) => {
      await send(`SELECT ${value} AS customer, 1::DOUBLE AS n`)
      expect(await held()).toEqual({ [key]: { n: 1 } })
    })

    test('a row without a key is rejected with a reason, the others arrive', async () => {
      const report = await send(`SELECT * FROM (VALUES ('c1', 1::DOUBLE), (NULL, 2)) AS t(customer, n)`)
      expect(report).toMatchObject({
        rows: 2,
        sent: 1,
        rejected: 1,
        reasons: { 'missing key': 1 },
      })
      expect(await held()).toEqual({ c1: { n: 1 } })
    })

    test.each([
      ['a key twice', `SELECT 'c1' AS customer, i AS n FROM range(2) r(i)`, {}, 'not unique'],
      ['no key column', `SELECT 'c1' AS id, 1 AS n`, {}, 'no column "customer"'],
      ['an unknown column', scores, { p: 'propnsity' }, 'no column "propnsity"'],
    ])('%s delivers nothing', async (_name, query, fields, part) => {
      const dataset = await save(query)
      const named = Object.keys(fields).length === 0 ? {} : { fields }
      await expect(deliver({ dataset, key: 'customer', ...named })).rejects.toMatchObject({
        code: 'delivery-invalid',
        retry: 'never',
        message: expect.stringContaining(part),
      })
    })

    test('no rows is a delivery too', async () => {
      expect(await send(`SELECT * FROM (${scores}) WHERE false`)).toMatchObject({
        rows: 0,
        sent: 0,
      })
    })

    test('the same step again changes nothing', async () => {
      const first = await send(scores)
      const effects = world.effects?.()
      const { requests: _, ...again } = await send(scores)
      expect(again).toMatchObject({ rows: first.rows, sent: first.sent, rejected: first.rejected })
      expect(await held()).toEqual(arrived)
      expect(world.effects?.()).toBe(effects)
    })

    test.runIf(incremental)('another run sends only what changed', async () => {
      await send(scores)
      const effects = world.effects?.()
      const changed = `SELECT * REPLACE (CASE customer WHEN 'c2' THEN 0.1 ELSE propensity END AS propensity) FROM (${scores})`
      const report = await send(changed, { run: 'run-2' })
      expect(report).toMatchObject({ rows: 3, sent: 1, unchanged: 2 })
      expect((await held())['c2']).toMatchObject({ propensity: 0.1 })
      if (effects !== undefined) expect(world.effects?.()).toBe(effects + 1)
    })

    test.runIf(incremental)('a value that comes back is sent again', async () => {
      const one = (n: number) => `SELECT 'c1' AS customer, ${n}::DOUBLE AS n`
      await send(one(1))
      await send(one(2), { run: 'run-2' })
      await send(one(1), { run: 'run-3' })
      expect(await held()).toEqual({ c1: { n: 1 } })
    })

    test.runIf(!incremental)('another run replaces everything', async () => {
      await send(scores)
      const report = await send(`SELECT 'c9' AS customer, 1::DOUBLE AS n`, { run: 'run-2' })
      expect(report).toMatchObject({ rows: 1, sent: 1, unchanged: 0 })
      expect(await held()).toEqual({ c9: { n: 1 } })
    })

    test('a process that is killed at any point and started again delivers everything once', async () => {
      const reached: string[] = []
      await send(scores, { run: 'run-0', crashPoint: point => reached.push(point) })
      expect(reached.length).toBeGreaterThan(0)
      expect(deliveryCrashPoints).toEqual(expect.arrayContaining([...new Set(reached)]))
      for (const [i, point] of [...new Set(reached)].entries()) {
        const run = `run-${i + 1}`
        const rows = `SELECT * REPLACE (coalesce(propensity, 0) + ${i + 1} AS propensity) FROM (${scores})`
        const before = world.effects?.()
        const kill = (name: string) => {
          if (name === point) throw new Killed(point)
        }
        await expect(send(rows, { run, crashPoint: kill })).rejects.toThrow(Killed)
        const report = await send(rows, { run })
        expect(report, point).toMatchObject({ rows: 3, sent: 3, rejected: 0 })
        expect((await held())['c1'], point).toMatchObject({ propensity: 0.83 + i + 1 })
        if (before !== undefined) expect(world.effects?.(), point).toBe(before + 3)
      }
    })

    test('stops when the signal is aborted', async () => {
      const reason = new Error('cancelled')
      await expect(send(scores, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
      expect(await held().catch(() => ({}))).toEqual({})
    })

    test('its description is JSON and holds no secret', () => {
      const text = JSON.stringify(world.destination.describe)
      for (const secret of [...secrets, ...Object.values(world.env ?? {})]) expect(text).not.toContain(secret)
      expect(Object.keys(JSON.parse(text) as object).length).toBeGreaterThan(0)
    })
  })
}
