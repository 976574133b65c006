import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identifier, sql, type DatasetRef } from '@sluice/core'
import { openSession } from '@sluice/engine'
import {
  modelHost,
  requestLog,
  scoreRoute,
  type ModelHost,
  type OnlineScoring,
  type RequestLog,
} from '@sluice/server'
import { openShop, outputOf, statuses, type Shop } from '../scoring/shop-engine.ts'
import { purchases, shop as define } from '../scoring/shop.ts'

const model = 'buys/alpine'
const definition = define()
let shop: Shop
let host: ModelHost
let log: RequestLog
let rows: readonly Record<string, unknown>[]
let scored: readonly Record<string, unknown>[]

async function read(ref: DatasetRef, order: string): Promise<readonly Record<string, unknown>[]> {
  const scratchRoot = join(shop.folder, 'scratch')
  const session = await openSession({
    store: shop.engine.store,
    scratchRoot,
    threads: 1,
    memoryLimitBytes: 5e8,
  })
  try {
    return await session.rows(sql`SELECT * FROM ${session.dataset(ref)} ORDER BY ${identifier(order)}`)
  } finally {
    await session.close()
  }
}

beforeAll(async () => {
  shop = await openShop(purchases())
  await shop.run(definition.train)
  const refresh = await shop.run(definition.refresh)
  rows = await read(outputOf<DatasetRef>(refresh, 'features'), 'customer')
  scored = await read(
    outputOf<{ scores: DatasetRef }>(refresh, 'scores').scores ?? outputOf<DatasetRef>(refresh, 'scores'),
    'customer',
  )
  host = modelHost({ models: shop.engine.models, store: shop.engine.store, everyMs: 20 })
  log = await requestLog({ folder: join(shop.folder, 'online'), engine: shop.engine, now: () => new Date() })
})
afterAll(async () => {
  host.close()
  await log.close()
  await shop.close()
})

interface Answer {
  readonly version: number
  readonly refused: number
  readonly scores: readonly Readonly<Record<string, unknown>>[]
}

/** Asks the route as the server does, without the network. */
async function ask(body: unknown, options: Partial<OnlineScoring> = {}, name = model): Promise<Answer> {
  const { handle, body: schema } = scoreRoute({ host, ...options })
  const context = { principal: { clients: 'all' }, now: () => new Date() } as never
  const answer = await handle({ params: { model: name }, query: {}, body: schema.parse(body) }, context)
  const reply = answer as { readonly kind?: string; readonly body?: string }
  return (reply.kind === 'reply' ? JSON.parse(reply.body ?? '') : answer) as Answer
}

/** A row as a client sends it: the columns that the model reads. */
function asked(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { customer: _customer, ...values } = row
  return JSON.parse(JSON.stringify(values)) as Record<string, unknown>
}

test('online scores of the rows of a batch are its scores, bit for bit', async () => {
  const { scores, refused } = await ask({ rows: rows.map(asked) })
  expect([scores.length, refused]).toEqual([rows.length, 0])
  scores.forEach((score, i) => {
    expect(score['probability']).toBe(scored[i]?.['probability'])
    expect(score['margin']).toBe(scored[i]?.['margin'])
    expect(score['decision']).toBe(scored[i]?.['decision'])
  })
})

describe('rows that do not fit', () => {
  test('get an error of their own, and the others a score', async () => {
    const [first = {}, second = {}] = rows.map(asked)
    const { scores, refused } = await ask({
      rows: [first, { ...second, n: 'many' }, { ...second, channel: 'phone' }],
    })
    expect(refused).toBe(1)
    expect(scores[0]).not.toHaveProperty('error')
    expect(scores[1]).toEqual({
      error: { column: 'n', problem: 'type', message: '"n" must be number, and is "many"' },
    })
    expect(scores[2]?.['warnings']).toMatchObject([{ column: 'channel', problem: 'out-of-domain' }])
  })

  test.each([
    ['no rows', { rows: [] }],
    ['too many rows', { rows: Array.from({ length: 1001 }, () => ({})) }],
    ['no list', { rows: {} }],
    ['something else besides', { rows: [{}], model: 'x' }],
  ])('a request with %s is refused', async (_name, body) => {
    await expect(ask(body)).rejects.toThrow(/rows|model/)
  })

  test.each([
    [model, 'nobody'],
    ['buys/nobody', 'champion'],
    ['__proto__', 'constructor'],
  ])('model %s with alias %s is not there, asked twice', async (name, alias) => {
    for (let i = 0; i < 2; i++) {
      await expect(ask({ rows: [{}], alias }, {}, name)).rejects.toThrow('is not there')
    }
  })
})

test('a promotion is served without a request being lost or mixed', async () => {
  const other = await shop.run(define({ look: 'recency', tolerance: 1 }).train)
  expect(statuses(other)).toContain('promote succeeded')
  const newest = (await shop.engine.models.versions(model)).at(-1)?.version
  const all = rows.map(asked)
  const versions = new Set<number>()
  for (let i = 0; i < 200 && !versions.has(newest ?? 0); i++) {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        ask(
          { rows: all.slice(0, 3) },
          { policy: { absent: 'refuse', unknown: 'accept', outOfDomain: 'accept' } },
        ),
      ),
    )
    for (const { version, refused } of answers) {
      versions.add(version)
      expect(refused).toBe(0)
    }
    await new Promise(done => setTimeout(done, 10))
  }
  expect([...versions]).toContain(newest)
  await shop.engine.models.rollback({ model, alias: 'champion', who: 'test', why: 'back' })
  await host.refresh()
  expect((await ask({ rows: all.slice(0, 1) })).version).toBe(1)
})

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b)

test('a challenger scores the same rows unheard, and both become a dataset of a run', async () => {
  await shop.engine.models.promote({ model, version: 2, alias: 'challenger', who: 'test', why: 'shadow' })
  await host.get(model, 'challenger')
  await ask({ rows: rows.slice(0, 7).map(asked) }, { log, shadow: 'challenger' })
  await new Promise(done => setTimeout(done, 20))
  await log.flush()
  const runs = (await shop.engine.journal.runs({ pipeline: 'buys.online' })).filter(
    ({ status }) => status === 'succeeded',
  )
  expect(runs).toHaveLength(2)
  const logged: Record<string, unknown>[] = []
  for (const run of runs) {
    const [step] = await shop.engine.journal.steps(run.id)
    logged.push(...(await read(step?.output as unknown as DatasetRef, 'requested_at')))
  }
  expect(logged).toHaveLength(14)
  const heard = logged.filter(row => row['shadow'] === false)
  expect(sorted(heard.map(row => Number(row['probability'])))).toEqual(
    sorted(scored.slice(0, 7).map(row => Number(row['probability']))),
  )
  expect(heard[0]).toMatchObject({
    model_version: 1,
    alias: 'champion',
    n: expect.any(Number),
    channel: expect.any(String),
  })
  expect(new Set(logged.filter(row => row['shadow'] === true).map(row => row['model_version']))).toEqual(
    new Set([2]),
  )
  expect(await readdir(join(shop.folder, 'online'))).toEqual([])
})

test('what a process that died had logged becomes a dataset later, its last line as far as it came', async () => {
  const folder = join(shop.folder, 'died')
  await mkdir(folder)
  const columns = [{ name: 'requested_at', type: 'timestamp', nullable: true }]
  const head = JSON.stringify({ model: 'buys/kirei', columns })
  await writeFile(
    join(folder, '1780000000000-abc-v1-1.open'),
    `${head}\n[1780000000000]\n[1780000001000]\n[17800`,
  )
  const later = await requestLog({ folder, engine: shop.engine, now: () => new Date() })
  await later.close()
  const [run] = await shop.engine.journal.runs({ pipeline: 'buys.online', deployment: 'kirei' })
  const [step] = await shop.engine.journal.steps(run?.id ?? '')
  expect(step?.output).toMatchObject({ rows: 2 })
  expect(await readdir(folder)).toEqual([])
})
