import { describe, expect, test } from 'vitest'
import type { AlertSeverity } from '@sluice/core'
import { channelContract, testNotice } from '@sluice/core/testing'
import { openTeams } from '../testing/channel-teams.ts'
import { tell } from '../testing/tell.ts'

describe('channel contract: Microsoft Teams', () => {
  const cases = channelContract({ threads: false, once: false, http: true }, () => openTeams())
  test.each([...cases])('$name', ({ verify }) => verify())
})

test.each<[AlertSeverity, 'opened' | 'resolved', string]>([
  ['block', 'opened', 'attention'],
  ['error', 'opened', 'attention'],
  ['warn', 'opened', 'warning'],
  ['block', 'resolved', 'good'],
])('%s, %s: the title is in the colour of %s', async (severity, reason, style) => {
  const world = await openTeams()
  await tell(world, [testNotice({ reason, incident: { severity } })])
  expect(world.cards()[0]?.body?.[0]).toMatchObject({ type: 'Container', style })
  await world.close()
})

test('no text is in an element that reads markdown', async () => {
  const world = await openTeams()
  await tell(world, [testNotice()])
  expect(JSON.stringify(world.cards())).not.toMatch(/"(TextBlock|FactSet)"/)
  await world.close()
})

test('an answer of 200 that says that delivery failed is no success', async () => {
  const world = await openTeams()
  const fetch = async () => new Response('Webhook message delivery failed with error: HTTP error 429')
  await expect(tell({ ...world, fetch }, [testNotice()])).rejects.toMatchObject({
    retry: 'later',
    status: 200,
  })
  await world.close()
})
