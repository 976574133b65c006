import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pipeline, planOf, step, type RetryPolicy } from '@sluice/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { openEngine, type Engine } from '../open-engine.ts'

let folder: string
let engine: Engine
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-retry-'))
  engine = await openEngine({ root: folder, concurrency: 1, random: () => 0 })
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

function plan(
  name: string,
  run: (signal: AbortSignal) => unknown,
  retry: Partial<RetryPolicy>,
  timeoutMs?: number,
) {
  const limit = timeoutMs === undefined ? {} : { timeoutMs }
  const work = step({ inputs: {}, keyed: 'run', run: (_, { signal }) => run(signal), retry, ...limit })
  const declared = pipeline(name, { params: z.object({}), steps: () => ({ work }) })
  return { plan: planOf(declared, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02') }) }
}

const quick = { attempts: 2, backoffMs: 1, maxBackoffMs: 1 }
const quota = () =>
  Object.assign(new Error('slow down'), { name: 'QuotaExceeded', status: 429, retryAfterMs: 20 })

/** Fails so often, and then succeeds. */
function failing(times: number, error: () => Error): () => number {
  let tries = 0
  return () => {
    tries += 1
    if (tries <= times) throw error()
    return tries
  }
}

test.each<[string, number, () => Error, Partial<RetryPolicy>, string, number]>([
  ['an error that says never, without a rule', 1, quota, quick, 'failed', 1],
  [
    'with a rule for its class',
    3,
    quota,
    { ...quick, rules: [{ on: 'QuotaExceeded', attempts: 4 }] },
    'succeeded',
    4,
  ],
  [
    'with a rule for what throttles',
    3,
    quota,
    { ...quick, rules: [{ on: 'throttled', attempts: 4 }] },
    'succeeded',
    4,
  ],
  [
    'as often as the rule says',
    9,
    quota,
    { ...quick, rules: [{ on: 'http-429', attempts: 3 }] },
    'failed',
    3,
  ],
  ['with a rule for something else', 1, quota, { ...quick, rules: [{ on: 'http-503' }] }, 'failed', 1],
])('%s', async (_name, times, error, retry, status, attempts) => {
  const [summary] = await engine.run([plan('p', failing(times, error), retry)])
  expect([summary?.status, summary?.steps[0]?.attempts]).toEqual([status, attempts])
})

test('the other side gets the time that it asks for', async () => {
  const waits: number[] = []
  const rules = [{ on: 'throttled', attempts: 3 }]
  await engine.run([plan('p', failing(2, quota), { ...quick, rules })], {
    onEvent: event => event.kind === 'step-retry' && waits.push(event.waitMs),
  })
  expect(waits).toEqual([20, 20])
})

test('a rule may take tries away from errors that say later', async () => {
  const slow = (signal: AbortSignal) => pause(5000, undefined, { signal })
  const [summary] = await engine.run([
    plan('p', slow, { ...quick, rules: [{ on: 'step-timeout', attempts: 1 }] }, 10),
  ])
  expect(summary?.steps[0]).toMatchObject({ status: 'failed', attempts: 1, error: { code: 'step-timeout' } })
})

test('a step that waits for its next try does not keep the others waiting', async () => {
  const order: string[] = []
  const slow = () => Object.assign(new Error('slow down'), { status: 429, retryAfterMs: 300 })
  const first = failing(1, slow)
  const throttled = () => {
    order.push('throttled')
    return first()
  }
  const rules = [{ on: 'throttled', attempts: 2 }]
  const other = (name: string) => plan(name, () => void order.push(name), quick)
  const summaries = await engine.run([plan('p', throttled, { ...quick, rules }), other('q'), other('r')])
  expect(order).toEqual(['throttled', 'q', 'r', 'throttled'])
  expect(summaries.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded'])
})

test('a run that is cancelled while a step waits for its next try has ended at once', async () => {
  const stop = new AbortController()
  const slow = () => Object.assign(new Error('slow down'), { retryAfterMs: 60_000 })
  const rules = [{ on: 'throttled', attempts: 2 }]
  const [summary] = await engine.run([plan('p', failing(1, slow), { ...quick, rules })], {
    signal: stop.signal,
    onEvent: event => event.kind === 'step-retry' && stop.abort(),
  })
  expect(summary?.status).toBe('cancelled')
})
