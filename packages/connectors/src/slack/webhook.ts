import type { Channel, ChannelContext, Notice } from '@sluice/core'
import { ChannelNotTold } from '../errors/channel-not-told.ts'
import { ask } from '../shared/channel/ask.ts'
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
    const code = status < 400 ? undefined : serviceCode(text.trim(), [address, ...address.split('/')])
    const reason =
      status < 400 ? 'not an answer of Slack' : `HTTP ${status}${code === undefined ? '' : `, ${code}`}`
    const retry = status < 400 ? 'later' : 'never'
    throw new ChannelNotTold({ channel: name, reason, retry, status, serviceCode: code })
  }
  return Object.freeze({ kind: 'slack-webhook', name, send })
}
