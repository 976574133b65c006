import { rootCertificates } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { channelContract, testNotice } from '@sluice/core/testing'
import { openEmail, type EmailWorldChange } from '../testing/channel-email.ts'
import { tell } from '../testing/tell.ts'
import { email, type EmailOptions } from './channel.ts'
import { checkedServer } from './server.ts'

describe('channel contract: e-mail', () => {
  const cases = channelContract({ threads: true, once: true, http: false, never: ['redirect'] }, () =>
    openEmail(),
  )
  test.each([...cases])('$name', ({ verify }) => verify())
})

test('e-mails of an incident answer the first', async () => {
  const world = await openEmail()
  await tell(world, [testNotice(), testNotice({ seq: 2, reason: 'resolved' }), testNotice({ seq: 3 })])
  const [first, second, third] = world.mails().map(({ headers }) => Object.fromEntries(headers))
  expect(first).toMatchObject({
    from: 'Sluice <sluice@example.com>',
    to: 'Data Team <data@example.com>',
    subject: '🔴 BLOCKED · Acme Shoes · campaign report',
    date: 'Mon, 16 Mar 2026 06:04:00 +0000',
    'auto-submitted': 'auto-generated',
  })
  expect(first?.['in-reply-to']).toBeUndefined()
  expect(first?.['message-id']).toMatch(/^<sluice\.[0-9a-f]{32}\.1@example\.com>$/)
  for (const later of [second, third]) {
    expect(later?.['in-reply-to']).toBe(first?.['message-id'])
    expect(later?.['subject']).toBe('Re: 🔴 BLOCKED · Acme Shoes · campaign report')
  }
  await world.close()
})

test('the text says what the HTML says', async () => {
  const world = await openEmail()
  await tell(world, [testNotice()])
  expect(world.mails()[0]?.text).toBe(`🔴 BLOCKED · Acme Shoes · campaign report

Meta Ads returned no rows. Expected about 20,100 (18,400–22,000 on Mondays).

Likely cause: Rate limit: the platform answered code 80000.

Evidence:
- 3 of 3 tries were throttled.
- 0 of 42 pages were read.

Affected:
- The report was not published; people see Sunday's numbers.
- Bolt Cycles has it too.

Not affected: Nord Travel

Seen: First seen 06:01, the first time in 90 days.

    sluice resume run-7
    sluice incidents show INC-7

Open the incident: https://sluice.example.com/incidents/INC-7?tab=a&run=7

Opened · incident INC-7
`)
  await world.close()
})

const someAuthority = rootCertificates[0] ?? ''
test.each<[string, EmailWorldChange, object]>([
  ['that offers no encryption', { starttls: false }, { serviceCode: 'ETLS', retry: 'never' }],
  [
    'that knows no recipient',
    { options: { to: 'left@example.com' }, refusedTo: 'left@example.com' },
    { status: 550, retry: 'never' },
  ],
])('a server %s is an error', async (_name, change, expected) => {
  const world = await openEmail(change)
  await expect(tell(world, [testNotice()])).rejects.toMatchObject({ code: 'channel-not-told', ...expected })
  await world.close()
})

test('a connection that is encrypted from the start takes e-mails too', async () => {
  const world = await openEmail({ secure: true })
  await tell(world, [testNotice()])
  expect(world.mails()).toHaveLength(1)
  await world.close()
})

test('what a server takes for some is sent, and whom it refused is kept', async () => {
  const options = { to: ['data@example.com', 'left@example.com'] }
  const world = await openEmail({ options, refusedTo: 'left@example.com' })
  expect(await tell(world, [testNotice()])).toMatchObject({ refused: 'left@example.com' })
  expect(world.mails()).toHaveLength(1)
  await world.close()
})

test('a certificate of another authority is not trusted, and nothing is said', async () => {
  const world = await openEmail({ authority: someAuthority })
  await expect(tell(world, [testNotice()])).rejects.toMatchObject({
    message: expect.stringContaining('its certificate is not trusted'),
    retry: 'never',
  })
  expect(world.log()).toEqual([])
  await world.close()
})

test.each([
  ['smtp.example.com', 587, undefined, { secure: false, starttls: true }],
  ['smtp.example.com', 25, undefined, { secure: false, starttls: true }],
  ['smtp.example.com', 465, undefined, { secure: true, starttls: false }],
  ['localhost', 1025, undefined, { secure: false, starttls: false }],
  ['127.0.0.1', 1025, someAuthority, { secure: false, starttls: true }],
  ['localhost.example.com', 1025, undefined, { secure: false, starttls: true }],
])('%s:%i is encrypted', (host, port, ca, expected) => {
  expect(checkedServer({ host, port, ...(ca !== undefined && { ca }) })).toMatchObject(expected)
})

const server = { host: 'smtp.example.com', port: 587 }
const options: EmailOptions = { server, from: 'sluice@example.com', to: 'data@example.com' }
test.each<[string, Partial<EmailOptions>, string]>([
  ['no sender', { from: '' }, 'option-invalid'],
  ['a sender that is a name', { from: 'Sluice' }, 'option-invalid'],
  ['a line break in a sender', { from: 'sluice@example.com\r\nBcc: x@example.com' }, 'option-invalid'],
  ['a line break in a recipient', { to: 'data@example.com\nBcc: x@example.com' }, 'option-invalid'],
  ['no recipient', { to: [] }, 'option-invalid'],
  ['a port that is none', { server: { ...server, port: 0 } }, 'option-invalid'],
  ['a command as host', { server: { ...server, host: 'a b' } }, 'option-invalid'],
  ['a user without password', { server: { ...server, user: 'env:USER' } }, 'option-invalid'],
  [
    'a password by value',
    { server: { ...server, user: 'env:USER', password: 'hunter2' } },
    'secret-not-a-reference',
  ],
])('%s is refused', (_name, change, code) => {
  expect(() => email({ ...options, ...change })).toThrow(expect.objectContaining({ code }))
})
