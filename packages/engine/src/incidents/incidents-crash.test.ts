import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEngine } from '../open-engine.ts'
import { openInbox, type Inbox } from './testing/inbox.ts'
import { failing, reasons, runOnce, tablesPlan } from './testing/incident-world.ts'

let root: string
let inbox: Inbox
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'sluice-incidents-'))
  inbox = await openInbox()
})
afterEach(async () => {
  await inbox.close()
  rmSync(root, { recursive: true })
})

test.each([
  ['before the step has its alert', 'alert-noted', 0],
  ['with the occurrence kept', 'alert-in-incident', 0],
  ['with the notice sent and not kept', 'notice-sent', 1],
])(
  'a process that is killed %s: the next one tells it, and nothing is told twice',
  async (_name, point, sent) => {
    const file = join(import.meta.dirname, '../testing/dies-while-telling.ts')
    const args = ['--conditions=@sluice/source', file, root, inbox.url, point]
    const child = spawn(process.execPath, args, { stdio: 'inherit' })
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
    expect(inbox.requests).toHaveLength(sent)
    let now = new Date()
    const env = { INBOX_TOKEN: 't0ken-of-the-inbox' }
    const channels = [inbox.channel('slack')]
    const engine = await openEngine({ root, env, channels, now: () => now })
    await runOnce(engine, tablesPlan('acme', {}, { finds: { orders: [failing('orders')] } }))
    expect(reasons(inbox)).toEqual(['opened'])
    // The lease of who died ends.
    now = new Date(Date.now() + 180_000)
    await engine.incidents.sweep()
    expect(reasons(inbox)).toEqual(['opened'])
    expect(inbox.requests.map(({ seq }) => seq)).toEqual(Array.from({ length: 1 + sent }, () => 1))
    now = new Date(Date.now() + 240_000)
    await runOnce(engine, tablesPlan('acme', {}))
    expect(reasons(inbox)).toEqual(['opened', 'resolved'])
    expect(await engine.incidents.list()).toMatchObject([{ state: 'resolved', times: 1 }])
    await engine.close()
  },
)
