import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChannelWorld } from '@sluice/core/testing'
import { openEngine } from '@sluice/engine'
import { expect, test } from 'vitest'
// oxlint-disable-next-line no-restricted-imports -- tools of tests are not public names
import { openEmail } from '../../packages/connectors/src/testing/channel-email.ts'
// oxlint-disable-next-line no-restricted-imports -- tools of tests are not public names
import { openPagerDuty } from '../../packages/connectors/src/testing/channel-pagerduty.ts'
// oxlint-disable-next-line no-restricted-imports -- tools of tests are not public names
import { openSlack } from '../../packages/connectors/src/testing/channel-slack.ts'
// oxlint-disable-next-line no-restricted-imports -- tools of tests are not public names
import { openTeams } from '../../packages/connectors/src/testing/channel-teams.ts'
// oxlint-disable-next-line no-restricted-imports -- tools of tests are not public names
import { openWebhook } from '../../packages/connectors/src/testing/channel-webhook.ts'
// oxlint-disable-next-line no-restricted-imports -- tools of tests are not public names
import { tablesPlan, WarehouseGone } from '../../packages/engine/src/incidents/testing/incident-world.ts'

const tables = Array.from({ length: 12 }, (_, i) => `table_${i}`)
const clients = Array.from({ length: 40 }, (_, i) => `client-${i}`)

/** A fetch for each, by address: a service of a test may answer to the real one. */
function fetchOf(worlds: readonly ChannelWorld[]): typeof fetch {
  const own = worlds.flatMap(({ fetch: send }) => (send === undefined ? [] : [send]))
  expect(own.length).toBeLessThanOrEqual(1)
  return own[0] ?? fetch
}

test('one broken warehouse, 12 tables, 40 clients: one incident in every channel, and its end', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sluice-warehouse-'))
  const worlds = await Promise.all([openSlack(), openPagerDuty(), openEmail(), openTeams(), openWebhook()])
  const engine = await openEngine({
    root,
    concurrency: 8,
    env: Object.fromEntries(
      worlds.flatMap(({ secrets }) =>
        Object.entries(secrets).map(([reference, value]) => [reference.replace('env:', ''), value]),
      ),
    ),
    fetch: fetchOf(worlds),
    channels: worlds.map(({ channel }) => channel),
    incidents: { server: 'https://sluice.example.com' },
  })
  try {
    const gone = () => new WarehouseGone('PostgreSQL at warehouse.example.com:5432/shop')
    const throws = Object.fromEntries(tables.map(table => [table, gone]))
    const plans = (trouble: object) =>
      clients.map(client => ({ plan: tablesPlan(client, { tables }, trouble), fresh: true }))
    await engine.run(plans({ throws }))
    const [incident, ...others] = await engine.incidents.list()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ state: 'open', times: 40 })
    for (const { told, channel } of worlds) {
      expect([channel.name, told().length]).toEqual([channel.name, 1])
      expect(told()[0]?.text).toMatch(/FAILED · 40 clients · load[^]*480 steps of 40 clients have trouble/)
    }
    await engine.run(plans({}))
    expect((await engine.incidents.list())[0]).toMatchObject({ state: 'resolved' })
    for (const { told } of worlds) expect(told().at(-1)?.text).toMatch(/RESOLVED|[Rr]esolved/)
    const shown = worlds.map(({ channel: { kind }, told }) => [kind, told().length])
    expect(Object.fromEntries(shown)).toEqual({ slack: 2, pagerduty: 1, email: 2, teams: 2, webhook: 2 })
  } finally {
    await engine.close()
    for (const world of worlds) await world.close()
    rmSync(root, { recursive: true })
  }
})
