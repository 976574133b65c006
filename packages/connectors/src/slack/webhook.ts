import type { Channel, ChannelContext, Notice } from '@sluice/core'
import { ask } from '../shared/channel/ask.ts'
import { notAnswerOf, refused } from '../shared/channel/refused.ts'
import { serviceAddress } from '../shared/channel/service-address.ts'
import { serviceCode } from '../shared/channel/service-code.ts'
import { secretReference } from '../shared/secret-reference.ts'
import { slackMessage } from './blocks.ts'

/** An incoming webhook of a Slack app. */
export interface SlackWebhookOptions {
  /** Reference to the webhook's address, which is a secret: whoever has it can write. */
  readonly url: string
  /** Tells two channels of one configuration apart; default `slack-webhook`. */
  readonly name?: string
}

/**
 * Tells incidents through an incoming webhook of Slack, one message for each notice: a webhook can neither change a
 * message nor answer it. Where that matters, use {@link slack}.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { slackWebhook } from '@sluice/connectors'
 *
 * assert.equal(slackWebhook({ url: 'env:SLACK_WEBHOOK' }).kind, 'slack-webhook')
 * ```
 */
export function slackWebhook({ url, name = 'slack-webhook' }: SlackWebhookOptions): Channel {
  const reference = secretReference('url', url)
  const send = async (notice: Notice, _thread: unknown, context: ChannelContext): Promise<undefined> => {
    const address = context.secret(reference)
    const body = JSON.stringify({ ...slackMessage(notice), unfurl_links: false, unfurl_media: false })
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const request = { url: serviceAddress(name, address), headers, body }
    const { status, text } = await ask(name, request, context)
    if (status === 200 && text.trim() === 'ok') return
    if (status < 400) throw notAnswerOf('Slack', name, status)
    throw refused(name, status, serviceCode(text.trim(), [address, ...address.split('/')]))
  }
  return Object.freeze({ kind: 'slack-webhook', name, send })
}
