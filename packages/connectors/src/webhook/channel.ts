import { createHmac } from 'node:crypto'
import { OptionInvalid, type Channel, type ChannelContext, type Notice } from '@sluice/core'
import { ask } from '../shared/channel/ask.ts'
import { serviceAddress } from '../shared/channel/service-address.ts'
import { refused } from '../shared/channel/refused.ts'
import { secretReference } from '../shared/secret-reference.ts'
import { noticeJson } from './notice-json.ts'

/** A receiver of one's own. */
export interface WebhookChannelOptions {
  /** The address, or a reference to it when it is a secret. */
  readonly url: string
  /** Reference to a secret shared with the receiver, with which messages are signed. */
  readonly secret?: string
  /** Tells two channels of one configuration apart; default `webhook`. */
  readonly name?: string
}

/**
 * Posts every notice as JSON. `idempotency-key` is equal for a notice that is sent again. With a secret,
 * `x-sluice-signature` is `v1=` and the hex HMAC-SHA256 of `<x-sluice-timestamp>.<body>`; a receiver recomputes it and
 * refuses old timestamps.
 *
 * @throws OptionInvalid or SecretNotAReference for options that cannot work.
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { webhook } from '@sluice/connectors'
 *
 * const own = webhook({ url: 'https://tickets.example.com/sluice', secret: 'env:TICKETS_SECRET' })
 * assert.equal(own.name, 'webhook')
 * ```
 */
export function webhook({ url, secret, name = 'webhook' }: WebhookChannelOptions): Channel {
  const address = addressOf(url)
  const key = secret === undefined ? undefined : secretReference('secret', secret)
  const send = async (notice: Notice, _thread: unknown, context: ChannelContext): Promise<undefined> => {
    const target = serviceAddress(name, address === undefined ? url : context.secret(address), { http: true })
    const body = JSON.stringify(noticeJson(notice))
    const timestamp = String(Math.floor(context.now().getTime() / 1000))
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': `${encodeURIComponent(notice.incident.id)}/${notice.seq}`,
      'x-sluice-timestamp': timestamp,
      ...(key !== undefined && { 'x-sluice-signature': signature(context.secret(key), timestamp, body) }),
    }
    const { status } = await ask(name, { url: target, headers, body }, context)
    if (status < 300) return
    throw refused(name, status, undefined)
  }
  return Object.freeze({ kind: 'webhook', name, send })
}

function signature(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
}

/** The reference to an address; undefined when it stands there itself. */
function addressOf(url: string): string | undefined {
  if (!/^https?:\/\//i.test(url)) return secretReference('url', url)
  const { username, password } = URL.parse(url) ?? { username: '?', password: '' }
  if (username === '' && password === '') return undefined
  const expected = 'an address without user and password, or a reference such as env:WEBHOOK'
  throw new OptionInvalid({ of: 'webhook', option: 'url', value: '(not shown)', expected })
}
