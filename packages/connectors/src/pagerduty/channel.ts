import type { Channel, ChannelContext, Notice, Thread } from '@sluice/core'
import { ask } from '../shared/channel/ask.ts'
import { notAnswerOf, refused } from '../shared/channel/refused.ts'
import { serviceAddress } from '../shared/channel/service-address.ts'
import { fieldsOf, serviceCode } from '../shared/channel/service-code.ts'
import { secretReference } from '../shared/secret-reference.ts'
import { pagerDutyEvent } from './event.ts'

/** A service of PagerDuty that takes events. */
export interface PagerDutyOptions {
  /** Reference to the integration key of the service (Events API v2). */
  readonly routingKey: string
  /** Default `https://events.pagerduty.com`; accounts in the EU use `https://events.eu.pagerduty.com`. */
  readonly endpoint?: string
  /** Tells two channels of one configuration apart; default `pagerduty`. */
  readonly name?: string
}

/**
 * Tells incidents to PagerDuty: an alert is triggered, acknowledged and resolved together with its incident.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { pagerDuty } from '@sluice/connectors'
 *
 * const onCall = pagerDuty({ routingKey: 'env:PAGERDUTY_KEY', endpoint: 'https://events.eu.pagerduty.com' })
 * assert.equal(onCall.kind, 'pagerduty')
 * ```
 */
export function pagerDuty(options: PagerDutyOptions): Channel {
  const { name = 'pagerduty', endpoint = 'https://events.pagerduty.com' } = options
  const reference = secretReference('routingKey', options.routingKey)
  const send = async (notice: Notice, thread: Thread | undefined, context: ChannelContext) => {
    const key = context.secret(reference)
    const url = new URL('/v2/enqueue', serviceAddress(name, endpoint))
    const body = JSON.stringify(pagerDutyEvent(notice, key))
    const headers = { 'content-type': 'application/json' }
    const { status, text } = await ask(name, { url, headers, body }, context)
    const answer = fieldsOf(text)
    if (status >= 400) throw refused(name, status, serviceCode(answer['status'], [key]))
    if (answer['status'] !== 'success') throw notAnswerOf('PagerDuty', name, status)
    const dedup = answer['dedup_key']
    return thread ?? (typeof dedup === 'string' ? { dedupKey: dedup } : undefined)
  }
  return Object.freeze({ kind: 'pagerduty', name, send })
}
