import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plan } from '@sluice/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEngine, type Engine } from '../open-engine.ts'
import { openWorker } from '../open-worker.ts'
import { newTestSchema, type TestSchema } from '../testing/postgres-schema.ts'
import { openInbox, type Inbox } from './testing/inbox.ts'
import { incidentCases } from './testing/incident-cases.ts'
import { at, reasons, tablesPlan, WarehouseGone, type Trouble } from './testing/incident-world.ts'

let root: string
let inbox: Inbox
let schema: TestSchema
let engines: Engine[] = []
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'sluice-incidents-'))
  schema = newTestSchema()
  inbox = await openInbox()
})
afterEach(async () => {
  for (const engine of engines) await engine.close()
  engines = []
  await inbox.close()
  await schema.drop()
  rmSync(root, { recursive: true })
})

test.each(incidentCases.map(({ name, check }) => [name, check] as const))('%s', async (_name, check) => {
  const clock = { now: at(0) }
  const open = async (options = {}) => {
    const engine = await openEngine({
      root,
      database: 'env:DATABASE',
      schema: schema.schema,
      env: { DATABASE: schema.url, INBOX_TOKEN: 't0ken-of-the-inbox' },
      now: () => clock.now,
      channels: [inbox.channel('slack')],
      ...options,
    })
    engines.push(engine)
    return engine
  }
  await check({ inbox, open, clock, clients: 3 })
})

test('steps on workers: whoever looks tells it, once, and its end', async () => {
  const common = {
    root,
    database: 'env:DATABASE',
    schema: schema.schema,
    env: { DATABASE: schema.url, INBOX_TOKEN: 't0ken-of-the-inbox' },
    concurrency: 4,
  }
  const plans = new Map<string, Plan>()
  const planFor = ({ deployment }: { readonly deployment: string }) => plans.get(deployment) as Plan
  const channels = [inbox.channel('slack')]
  const workers = await Promise.all([1, 2].map(() => openWorker({ ...common, channels, planFor })))
  try {
    const engine = await openEngine({ ...common, channels, executor: 'postgres' })
    engines.push(engine)
    const run = async (day: number, trouble: Trouble) => {
      for (const client of ['acme', 'bolt', 'cord']) {
        plans.set(client, tablesPlan(client, { tables: ['orders', 'events'], day }, trouble))
      }
      await engine.run([...plans.values()].map(plan => ({ plan })))
      // The last worker may be about to say what it found when the run has ended.
      await expect.poll(async () => (await engine.incidents.list())[0]?.times).toBe(3)
    }
    const gone = () => new WarehouseGone('wh')
    await run(0, { throws: { orders: gone, events: gone } })
    await engine.incidents.sweep({ gathered: true })
    const [incident] = await engine.incidents.list()
    expect(incident).toMatchObject({ rootCause: 'wh/warehouse-gone', deployments: ['acme', 'bolt', 'cord'] })
    await run(1, {})
    await expect.poll(() => reasons(inbox).at(-1)).toBe('resolved')
    expect(new Set(inbox.requests.map(({ incident: id, seq }) => `${id} ${seq}`)).size).toBe(
      inbox.requests.length,
    )
    expect(reasons(inbox).filter(reason => reason !== 'spread')).toEqual(['opened', 'resolved'])
  } finally {
    await Promise.all(workers.map(worker => worker.stop({ graceMs: 0 })))
  }
})
