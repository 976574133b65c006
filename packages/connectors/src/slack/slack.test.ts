import { describe, expect, test } from 'vitest'
import { channelContract, contextOf, testNotice } from '@sluice/core/testing'
import { openSlack, openSlackWebhook } from '../testing/channel-slack.ts'
import { tell } from '../testing/tell.ts'
import { slack } from './channel.ts'

describe('channel contract: Slack', () => {
  const cases = channelContract({ threads: true, once: true, http: true }, () => openSlack())
  test.each([...cases])('$name', ({ verify }) => verify())
})

describe('channel contract: webhook of Slack', () => {
  const cases = channelContract({ threads: false, once: false, http: true }, openSlackWebhook)
  test.each([...cases])('$name', ({ verify }) => verify())
})

const spread = testNotice({ seq: 2, reason: 'spread', message: { headline: 'Two more clients have it.' } })

test('the first message is changed before the thread is answered', async () => {
  const world = await openSlack()
  await tell(world, [testNotice(), spread])
  expect(world.methods()).toEqual(['chat.postMessage', 'chat.update', 'chat.postMessage'])
  expect(world.told().map(({ text }) => text.includes('Two more clients have it.'))).toEqual([true, true])
  await world.close()
})

test('a message that somebody deleted is written anew', async () => {
  let forget = false
  const world = await openSlack({ forget: () => forget })
  const thread = await tell(world, [testNotice()])
  forget = true
  await world.channel.send(spread, thread, contextOf(world, AbortSignal.timeout(5000)))
  expect(world.told()).toHaveLength(1)
  expect(world.told()[0]?.text).toContain('Two more clients have it.')
  await world.close()
})

test('where messages may not be changed the thread says it', async () => {
  const world = await openSlack({ editError: 'edit_window_closed' })
  await tell(world, [testNotice(), spread])
  expect(world.told().map(({ text }) => text.includes('Two more clients have it.'))).toEqual([false, true])
  await world.close()
})

test('the error has the code of Slack and how long to wait', async () => {
  const world = await openSlack()
  world.misbehave('throttle')
  await expect(tell(world, [testNotice()])).rejects.toMatchObject({
    status: 429,
    retryAfterMs: 7000,
    retry: 'later',
  })
  world.misbehave('refuse')
  await expect(tell(world, [testNotice()])).rejects.toMatchObject({
    serviceCode: 'invalid_auth',
    message:
      'channel "slack" did not send the message: chat.postMessage: invalid_auth. Trying again gives the same answer: ' +
      'check the address, the credential and what it may do.',
  })
  await world.close()
})

test('a token by value is refused', () => {
  expect(() => slack({ token: 'xoxb-1', channel: 'C1' })).toThrow(/token must be a reference/)
})
