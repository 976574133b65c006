import { describe, expect, test } from 'vitest'
import { channelContract, testNotice } from '@sluice/core/testing'
import { openWebhook } from '../testing/channel-webhook.ts'
import { tell } from '../testing/tell.ts'
import { webhook } from './channel.ts'

describe('channel contract: webhook', () => {
  const cases = channelContract({ threads: true, once: true, http: true, never: ['garbage'] }, () =>
    openWebhook(),
  )
  test.each([...cases])('$name', ({ verify }) => verify())
})

test('the body is the whole notice, without rows of data', async () => {
  const world = await openWebhook()
  const notice = testNotice()
  await tell(world, [notice])
  const [{ headers, body } = { headers: {}, body: '' }] = world.received()
  const { message, seq, reason } = notice
  expect(JSON.parse(body)).toMatchObject({
    kind: 'sluice-notice',
    version: 1,
    reason,
    seq,
    at: '2026-03-16T06:04:00.000Z',
    message,
    incident: { id: 'INC-7', openedAt: '2026-03-16T06:01:00.000Z', occurrences: [{ run: 'run-7' }] },
  })
  expect(body).not.toContain('someone@example.com')
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'idempotency-key': 'INC-7/1',
    'x-sluice-timestamp': '1773641040',
  })
  await world.close()
})

test('a secret that differs is refused by the receiver, for good', async () => {
  const world = await openWebhook()
  const secrets = { ...world.secrets, 'env:WEBHOOK_SECRET': 'another' }
  await expect(tell({ ...world, secrets }, [testNotice()])).rejects.toMatchObject({
    status: 401,
    retry: 'never',
  })
  await world.close()
})

test.each([
  ['https://user:pass@example.com/', 'option-invalid'],
  ['example.com/hook/secret', 'secret-not-a-reference'],
])('the address %s is refused and not repeated', (url, code) => {
  let error: unknown
  try {
    webhook({ url })
  } catch (caught) {
    error = caught
  }
  expect(error).toMatchObject({ code, message: expect.not.stringContaining('example.com') })
})
