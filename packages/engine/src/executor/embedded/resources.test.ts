import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEngine } from '../../open-engine.ts'
import { sharingPlan } from '../../testing/resources/plan.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-resources-'))
})
afterEach(() => rmSync(root, { recursive: true }))

test.each([
  ['one', { ads: 1 }, 1],
  ['two', { ads: 2 }, 2],
  ['as many as run at once', { ads: 50 }, 4],
])(
  'in one process the steps of two runs that use the same are %s at once',
  async (_name, resources, most) => {
    const engine = await openEngine({ root, concurrency: 4, resources })
    let [now, found] = [0, 0]
    const use = async (name: string) => {
      found = Math.max(found, ++now)
      await pause(20)
      now--
      return name
    }
    const steps = { a: ['ads'], b: ['ads', 'ads'], c: ['ads'] }
    const summaries = await engine.run(
      ['acme', 'bolt'].map(client => ({ plan: sharingPlan(client, steps, use) })),
    )
    await engine.close()
    expect([summaries.map(({ status }) => status), found]).toEqual([['succeeded', 'succeeded'], most])
  },
)

test('in one process too a step that uses what has no limit is refused', async () => {
  const engine = await openEngine({ root })
  const run = engine.run([{ plan: sharingPlan('acme', { a: ['ads'] }, async name => name) }])
  await expect(run).rejects.toThrow(/names "ads".*limits: { resources: { 'ads': 2 } }/)
  await engine.close()
})
