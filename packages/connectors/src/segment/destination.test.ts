import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rawSql } from '@sluice/core'
import type { DeliveryReport, Ledger } from '@sluice/core'
import { systemTimers, type Timers } from '../shared/http/timers.ts'
import { destinationContract } from '../testing/destination-contract.ts'
import { startFakeSegment, type FakeSegment, type FakeSegmentOptions } from '../testing/fake-segment.ts'
import { memoryLedger } from '../testing/memory-ledger.ts'
import { openTestData, testContext, type TestContextOptions, type TestData } from '../testing/test-context.ts'
import { startServer, type TestServer } from '../testing/test-server.ts'
import { segment, type SegmentOptions } from './destination.ts'

const writeKey = 'env:SEGMENT_KEY'
const env = { SEGMENT_KEY: 'key-of-alpine', OTHER_KEY: 'key-of-birch' }

/** Timers that do not wait and tell how long they would have. */
function quickTimers(): Timers & { readonly waits: number[] } {
  const waits: number[] = []
  const sleep = async (ms: number, signal: AbortSignal) => {
    waits.push(ms)
    signal.throwIfAborted()
  }
  return { now: systemTimers.now, sleep, waits }
}

for (const [name, trouble] of Object.entries<FakeSegmentOptions>({
  'segment that behaves': {},
  'segment that throttles, fails and hangs up': {
    throttleEvery: 2,
    failEvery: 3,
    closeEvery: 5,
    seed: 4,
  },
})) {
  destinationContract(name, { incremental: true, secrets: ['key-of-alpine'] }, async () => {
    const cdp = await startFakeSegment(trouble)
    return {
      destination: segment({ url: cdp.url, writeKey, maxRequestsPerSecond: 1e6 }, quickTimers()),
      env,
      received: async () =>
        new Map(
          [...cdp.events(env.SEGMENT_KEY)].map(([user, events]) => [user, events.at(-1)?.fields ?? {}]),
        ),
      effects: () => cdp.received(),
      close: () => cdp.stop(),
    }
  })
}

describe('segment', () => {
  let testData: TestData
  let cdp: FakeSegment
  let ledger: Ledger
  beforeEach(async () => {
    testData = await openTestData()
    cdp = await startFakeSegment()
    ledger = memoryLedger()
  })
  afterEach(async () => {
    await cdp.stop()
    await testData.close()
  })

  async function send(
    query: string,
    options: Partial<SegmentOptions> = {},
    context: TestContextOptions = {},
    timers: Timers = quickTimers(),
  ): Promise<DeliveryReport> {
    const dataset = await testData.data.save(rawSql(query))
    const destination = segment({ url: cdp.url, writeKey, maxRequestsPerSecond: 1e6, ...options }, timers)
    return destination.deliver({ dataset, key: 'k' }, testContext(testData.data, { ledger, env, ...context }))
  }

  const many = (rows: number, text = `''`) => `SELECT 'c' || i AS k, ${text} AS t FROM range(${rows}) r(i)`
  const eventsOf = (key = env.SEGMENT_KEY) => [...cdp.events(key).values()].flat()

  describe('how rows become events', () => {
    test('identify calls with traits, dated as of the run', async () => {
      await send(`SELECT 'c1' AS k, 0.5 AS propensity`, { prefix: 'ml_' })
      expect(eventsOf()).toMatchObject([
        {
          type: 'identify',
          userId: 'c1',
          fields: { ml_propensity: 0.5 },
          timestamp: '2026-03-02T06:00:00.000Z',
        },
      ])
    })

    test('track calls with properties where an event is named', async () => {
      await send(`SELECT 'c1' AS k, 0.5 AS propensity`, { event: 'Scored' })
      expect(eventsOf()).toMatchObject([{ type: 'track', event: 'Scored', fields: { propensity: 0.5 } }])
    })

    test.each([
      ['at the root', ''],
      ['with the version', '/v1/'],
      ['with the whole path', '/v1/batch'],
    ])('an address %s', async (_name, path) => {
      await send(many(1), { url: `${cdp.url}${path}` })
      expect(cdp.received()).toBe(1)
    })
  })

  describe('limits are kept, because Segment drops what exceeds them without a word', () => {
    test.each([
      ['2,500 events a request', 6000, `''`, 3],
      ['500 KB a request', 100, `repeat('é', 10000)`, 5],
    ])('%s', async (_name, rows, text, requests) => {
      expect(await send(many(rows, text))).toMatchObject({ sent: rows, requests })
      expect([cdp.received(), cdp.dropped()]).toEqual([rows, 0])
    })

    test('an event above 32 KB is rejected with a reason, the others are sent', async () => {
      const report = await send(`SELECT 'c' || i AS k, repeat('x', i * 20000) AS t FROM range(3) r(i)`)
      expect(report).toMatchObject({
        rows: 3,
        sent: 2,
        rejected: 1,
        reasons: { 'larger than the receiver accepts': 1 },
      })
    })

    test('infinite numbers have no form in JSON', async () => {
      const report = await send(`SELECT 'c1' AS k, 'Infinity'::DOUBLE AS n`)
      expect(report).toMatchObject({ rejected: 1, reasons: { '"n" is infinite': 1 } })
    })

    test('requests are spread over time', async () => {
      const timers = quickTimers()
      await send(many(7000), { maxRequestsPerSecond: 2 }, {}, { ...timers, now: () => 0 })
      expect(timers.waits).toEqual([500, 1000])
    })
  })

  describe('message ids', () => {
    test('differ between clients, also for equal rows and keys', async () => {
      await send(many(2), {}, { deployment: 'alpine' })
      await send(many(2), {}, { deployment: 'birch' })
      await send(many(2), { writeKey: 'env:OTHER_KEY' }, { deployment: 'alpine', ledger: memoryLedger() })
      expect([cdp.received(), cdp.duplicates()]).toEqual([6, 0])
    })

    test('are at most 100 characters long', async () => {
      await send(many(1), {}, { deployment: 'd'.repeat(300), run: 'r'.repeat(300) })
      expect(eventsOf()[0]?.messageId).toMatch(/^sluice-[a-z2-7]{52}$/)
    })

    test('are the same after a crash, so that the receiver drops the second', async () => {
      const killAfterRequest = (name: string) => {
        if (name === 'delivery-sent') throw new Error('killed')
      }
      await expect(send(many(3), {}, { crashPoint: killAfterRequest })).rejects.toThrow('killed')
      expect(await send(many(3))).toMatchObject({ sent: 3 })
      expect([cdp.received(), cdp.duplicates()]).toEqual([3, 3])
    })

    test('are the same in a later run that finds rows under way', async () => {
      const kill = (name: string) => {
        if (name === 'delivery-sent') throw new Error('killed')
      }
      await expect(send(many(3), {}, { crashPoint: kill })).rejects.toThrow('killed')
      expect(await send(many(3), {}, { run: 'run-2' })).toMatchObject({ sent: 3 })
      expect(cdp.received()).toBe(3)
    })
  })

  describe('a dead band', () => {
    const row = (n: number | null, tier = 'gold') => `SELECT 'c1' AS k, ${n}::DOUBLE AS n, '${tier}' AS tier`
    test.each<[string, string, number]>([
      ['a change below it is not sent', row(0.505), 0],
      ['a change above it is', row(0.52), 1],
      ['another field that changes is', row(0.5, 'silver'), 1],
      ['a value that becomes missing is', row(null), 1],
    ])('%s', async (_name, query, sent) => {
      await send(row(0.5), { minChange: 0.01 })
      const report = await send(query, { minChange: 0.01 }, { run: 'run-2' })
      expect(report).toMatchObject({ sent, unchanged: 1 - sent })
    })

    test('small changes do not add up unseen', async () => {
      for (const [i, n] of [0.5, 0.506, 0.512, 0.518].entries()) {
        await send(row(n), { minChange: 0.01 }, { run: `run-${i}` })
      }
      expect(eventsOf().map(event => event.fields['n'])).toEqual([0.5, 0.512])
    })
  })

  describe('answers of the server', () => {
    let server: TestServer
    afterEach(() => server.stop())
    const url = async (answers: Parameters<typeof startServer>[0]) => {
      server = await startServer(answers)
      return server.url
    }

    test.each<[string, Record<string, string>, number]>([
      ['Retry-After in seconds', { 'retry-after': '7' }, 7000],
      ['X-RateLimit-Reset in seconds', { 'x-ratelimit-reset': '3' }, 3000],
      ['neither', {}, 500],
    ])('429 is tried again after %s', async (_name, headers, wait) => {
      const timers = quickTimers()
      const address = await url(request => (request === 1 ? { status: 429, headers } : { status: 200 }))
      expect(await send(many(1), { url: address }, {}, timers)).toMatchObject({
        sent: 1,
        requests: 2,
      })
      expect(timers.waits).toEqual([wait])
    })

    test('a throttle longer than a step should wait is left to a later try', async () => {
      const address = await url(() => ({ status: 429, headers: { 'retry-after': '3600' } }))
      await expect(send(many(1), { url: address })).rejects.toMatchObject({
        code: 'destination-unavailable',
        retry: 'later',
        retryAfterMs: 3_600_000,
      })
    })

    test.each([500, 502, 503])(
      '%i is tried again, ever more slowly, and then left to a later try',
      async status => {
        const timers = quickTimers()
        const address = await url(() => ({ status }))
        await expect(send(many(1), { url: address }, {}, timers)).rejects.toMatchObject({
          retry: 'later',
        })
        expect(timers.waits).toEqual([500, 1000, 2000, 4000, 8000])
      },
    )

    test('a server that is not there is left to a later try', async () => {
      const address = await url(() => ({ status: 200 }))
      await server.stop()
      await expect(send(many(1), { url: address })).rejects.toMatchObject({
        code: 'destination-unavailable',
        message: expect.stringContaining('ECONNREFUSED'),
      })
    })

    test.each([401, 403, 404, 302])('%i refuses the delivery', async status => {
      const address = await url(() => ({ status, headers: { location: '/' } }))
      const error = await send(many(1), { url: address }).catch((failure: unknown) => failure as Error)
      expect(error).toMatchObject({ code: 'destination-refused', retry: 'never' })
      expect((error as Error).message).not.toContain(env.SEGMENT_KEY)
    })

    test('400 is narrowed down to the rows at fault', async () => {
      const address = await url((_request, body) =>
        body.includes('"c7"') || body.includes('"c42"')
          ? { status: 400, body: '{"message":"no"}' }
          : { status: 200 },
      )
      const report = await send(many(100), { url: address })
      expect(report).toMatchObject({ rows: 100, sent: 98, rejected: 2 })
      expect(report.reasons).toEqual({ 'HTTP 400 {"message":"no"}': 2 })
      expect(report.requests).toBeLessThan(30)
      const again = await send(many(100), { url: address }, { run: 'run-2' })
      expect(again, 'rejected rows are tried again by the next run').toMatchObject({
        unchanged: 98,
        rejected: 2,
      })
    })

    test('400 for everything refuses the delivery instead of rejecting each row', async () => {
      const address = await url(() => ({ status: 400, body: 'bad' }))
      await expect(send(many(500), { url: address })).rejects.toMatchObject({
        code: 'destination-refused',
      })
      expect(server.requests()).toBeLessThan(100)
    })

    test('waiting ends when the signal is aborted', async () => {
      const abort = new AbortController()
      const reason = new Error('cancelled')
      const address = await url(() => {
        setTimeout(() => abort.abort(reason), 20)
        return { status: 429, headers: { 'retry-after': '60' } }
      })
      const delivery = send(many(1), { url: address }, { signal: abort.signal }, systemTimers)
      await expect(delivery).rejects.toBe(reason)
    })
  })

  test('a fake that keeps its events in a file goes on where it was', async () => {
    const file = join(testData.folder, 'cdp.jsonl')
    const first = await startFakeSegment({ file })
    await send(many(3), { url: first.url })
    await first.stop()
    const second = await startFakeSegment({ file, port: Number(new URL(first.url).port) })
    const lost = memoryLedger()
    await send(many(3), { url: second.url }, { ledger: lost })
    expect([second.received(), second.duplicates()]).toEqual([3, 3])
    await second.stop()
  })
})
