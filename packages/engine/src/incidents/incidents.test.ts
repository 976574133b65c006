import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEngine, type Engine } from '../open-engine.ts'
import { openInbox, type Inbox } from './testing/inbox.ts'
import { incidentCases } from './testing/incident-cases.ts'
import { at } from './testing/incident-world.ts'

const env = { INBOX_TOKEN: 't0ken-of-the-inbox' }
let root: string
let inbox: Inbox
let engines: Engine[] = []
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'sluice-incidents-'))
  inbox = await openInbox()
})
afterEach(async () => {
  for (const engine of engines) await engine.close()
  engines = []
  await inbox.close()
  rmSync(root, { recursive: true })
})

test.each(incidentCases.map(({ name, check }) => [name, check] as const))('%s', async (_name, check) => {
  const clock = { now: at(0) }
  const open = async (options = {}) => {
    const common = { root, env, now: () => clock.now, channels: [inbox.channel('slack')] }
    const engine = await openEngine({ ...common, ...options })
    engines.push(engine)
    return engine
  }
  await check({ inbox, open, clock, clients: 10 })
})

test('two channels of one name are refused', async () => {
  const channels = [inbox.channel('slack'), inbox.channel('slack')]
  await expect(openEngine({ root, env, channels })).rejects.toMatchObject({ code: 'channel-name-taken' })
})
