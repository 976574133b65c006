import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { pipeline, planOf, step } from '@sluice/core'
import type { ChannelWorld } from '@sluice/core/testing'
import { openEngine, type Engine } from '@sluice/engine'
import { z } from 'zod'
import { openEmail } from '../../testing/channel-email.ts'
import { openPagerDuty } from '../../testing/channel-pagerduty.ts'
import { openSlack, openSlackWebhook } from '../../testing/channel-slack.ts'
import { openTeams } from '../../testing/channel-teams.ts'
import { openWebhook } from '../../testing/channel-webhook.ts'

let root: string
let worlds: readonly ChannelWorld[] = []
afterEach(async () => {
  await Promise.all(worlds.map(world => world.close()))
  rmSync(root, { recursive: true })
})

/** Orders that are empty, or good. */
const shop = (isEmpty: boolean) =>
  pipeline('shop', {
    params: z.object({}),
    steps: () => ({
      orders: step({
        inputs: {},
        keyed: 'run',
        run: () => 1,
        check: () =>
          Promise.resolve(
            isEmpty
              ? [
                  {
                    check: 'not-empty',
                    severity: 'block',
                    status: 'failed',
                    subject: 'orders',
                    message: 'no rows',
                  },
                ]
              : [],
          ),
      }),
    }),
  })

async function run(engine: Engine, isEmpty: boolean): Promise<void> {
  const plan = planOf(shop(isEmpty), {
    deployment: 'acme',
    params: {},
    asOf: new Date('2026-03-16T00:00:00Z'),
  })
  await engine.run([{ plan, label: '<!channel> & **Acme**', fresh: true }])
}

test('an engine tells all channels of an incident, tries again where one failed, and tells of its end', async () => {
  root = mkdtempSync(join(tmpdir(), 'sluice-channels-'))
  worlds = await Promise.all([
    openSlack(),
    openSlackWebhook(),
    openEmail(),
    openPagerDuty(),
    openTeams(),
    openWebhook(),
  ])
  const [slack] = worlds as readonly [ChannelWorld]
  const secrets = Object.entries(Object.assign({}, ...worlds.map(world => world.secrets)) as object)
  let now = new Date('2026-03-16T06:00:00Z')
  const engine = await openEngine({
    root,
    env: Object.fromEntries(
      secrets.map(([reference, value]) => [reference.replace('env:', ''), String(value)]),
    ),
    now: () => now,
    channels: worlds.map(({ channel }) => channel),
    incidents: { server: 'https://sluice.example.com' },
  })
  slack.misbehave('throttle')
  await run(engine, true)
  expect(worlds.map(world => world.told().length)).toEqual([0, 1, 1, 1, 1, 1])
  slack.misbehave(undefined)
  now = new Date(now.getTime() + 600_000)
  await engine.incidents.sweep()
  await run(engine, false)
  await engine.close()
  for (const world of worlds) {
    const texts = world.told().map(({ text }) => text)
    expect(texts.join('\n'), world.channel.name).toMatch(/RESOLVED · <!channel> & \*\*Acme\*\* · shop/)
    expect(
      world
        .told()
        .flatMap(({ active }) => active)
        .filter(part => !part.startsWith('https://sluice.')),
    ).toEqual([])
  }
  expect(worlds.map(world => new Set(world.told().map(({ thread }) => thread)).size)).toEqual([
    1, 2, 1, 1, 2, 1,
  ])
})
