import { describe, expect, test } from 'vitest'
import type { AlertSeverity, NoticeReason } from '@sluice/core'
import { channelContract, testNotice } from '@sluice/core/testing'
import { openPagerDuty } from '../testing/channel-pagerduty.ts'
import { tell } from '../testing/tell.ts'

describe('channel contract: PagerDuty', () => {
  const cases = channelContract({ threads: true, once: true, http: true }, () => openPagerDuty())
  test.each([...cases])('$name', ({ verify }) => verify())
})

test.each<[NoticeReason, string]>([
  ['opened', 'trigger'],
  ['spread', 'trigger'],
  ['escalated', 'trigger'],
  ['repeated', 'trigger'],
  ['acknowledged', 'acknowledge'],
  ['resolved', 'resolve'],
])('%s: %s', async (reason, action) => {
  const world = await openPagerDuty()
  await tell(world, [testNotice({ reason })])
  expect(world.events()).toMatchObject([{ event_action: action, dedup_key: 'INC-7' }])
  await world.close()
})

test.each<[AlertSeverity, string]>([
  ['block', 'critical'],
  ['error', 'error'],
  ['warn', 'warning'],
])('severity %s is %s', async (severity, expected) => {
  const world = await openPagerDuty()
  await tell(world, [testNotice({ incident: { severity } })])
  expect(world.events()[0]?.payload).toMatchObject({
    severity: expected,
    source: 'Acme Shoes',
    component: 'campaign.report',
    class: 'insights/not-empty',
    timestamp: '2026-03-16T06:01:00.000Z',
    custom_details: { runs: [{ client: 'Acme Shoes', run: 'run-7' }] },
  })
  await world.close()
})

test('an incident is one alert from trigger to resolve', async () => {
  const world = await openPagerDuty()
  const reasons = ['opened', 'spread', 'acknowledged', 'resolved'] as const
  await tell(
    world,
    reasons.map((reason, i) => testNotice({ seq: i + 1, reason })),
  )
  expect(world.alerts().map(({ key, state }) => ({ key, state }))).toEqual([
    { key: 'INC-7', state: 'resolve' },
  ])
  await world.close()
})

test('an id that is too long for a key has a key of its own', async () => {
  const world = await openPagerDuty()
  const id = 'x'.repeat(300)
  await tell(world, [testNotice({ incident: { id } }), testNotice({ reason: 'resolved', incident: { id } })])
  expect(world.alerts().map(({ state }) => state)).toEqual(['resolve'])
  await world.close()
})
