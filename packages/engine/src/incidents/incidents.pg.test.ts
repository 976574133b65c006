import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'vitest'
import { openEngine, type Engine } from '../open-engine.ts'
import { newTestSchema, type TestSchema } from '../testing/postgres-schema.ts'
import { openInbox, type Inbox } from './testing/inbox.ts'
import { incidentCases } from './testing/incident-cases.ts'
import { at } from './testing/incident-world.ts'

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
  await check({ inbox, open, clock, clients: 8 })
})
