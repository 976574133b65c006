import type { Channel, ChannelContext, Notice, Thread } from '@sluice/core'
import { ChannelNotTold } from '../errors/channel-not-told.ts'
import { serviceAddress } from '../shared/channel/service-address.ts'
import { secretReference } from '../shared/secret-reference.ts'
import { slackMessage, slackReply } from './blocks.ts'
import { clientMessageId, slackCall, type SlackApi } from './call.ts'

/** A Slack app and the channel in which it writes. */
export interface SlackOptions {
  /** Reference to the bot token, which needs the scope `chat:write`. */
  readonly token: string
  /** The channel's id, such as `C0123456789`, or its name. */
  readonly channel: string
  /** Tells two channels of one configuration apart; default `slack`. */
  readonly name?: string
  /** Default `https://slack.com`. */
  readonly endpoint?: string
}

/** Errors that say that the first message is not there any more. */
const gone: ReadonlySet<string> = new Set(['message_not_found', 'thread_not_found', 'cant_update_message'])

/** Notices that people in the channel should see, not only those who follow the thread. */
const broadcast: ReadonlySet<string> = new Set(['escalated', 'repeated'])

/**
 * Tells incidents in a Slack channel: one message for each, kept up to date in place, and what happens to it as replies.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { slack } from '@sluice/connectors'
 *
 * const alerts = slack({ token: 'env:SLACK_TOKEN', channel: 'C0123456789' })
 * assert.equal(alerts.name, 'slack')
 * ```
 */
export function slack(options: SlackOptions): Channel {
  const { channel: place, name = 'slack', endpoint = 'https://slack.com' } = options
  const reference = secretReference('token', options.token)
  const send = async (notice: Notice, thread: Thread | undefined, context: ChannelContext) => {
    const token = context.secret(reference)
    const api: SlackApi = { channel: name, root: serviceAddress(name, endpoint), token, context }
    const { channel, ts } = thread ?? {}
    if (channel === undefined || ts === undefined) return first(api, place, notice)
    try {
      await later(api, { channel, ts }, notice)
    } catch (error) {
      if (!(error instanceof ChannelNotTold) || !gone.has(error.serviceCode ?? '')) throw error
      return first(api, place, notice)
    }
    return thread
  }
  return Object.freeze({ kind: 'slack', name, send })
}

async function first(api: SlackApi, place: string, notice: Notice): Promise<Thread> {
  const answer = await slackCall(api, 'chat.postMessage', {
    channel: place,
    ...slackMessage(notice),
    ...quiet,
    client_msg_id: clientMessageId(api.channel, place, notice),
  })
  const { channel, ts } = answer
  if (typeof channel === 'string' && typeof ts === 'string') return { channel, ts }
  throw new ChannelNotTold({
    channel: api.channel,
    reason: 'Slack did not say where it stands',
    retry: 'later',
  })
}

/** The message in place comes first: it can be done twice, a reply only as far as Slack can tell. */
async function later(api: SlackApi, at: { channel: string; ts: string }, notice: Notice): Promise<void> {
  try {
    await slackCall(api, 'chat.update', { ...at, ...slackMessage(notice), ...plain })
  } catch (error) {
    // A workspace may forbid to change messages; the thread still says it.
    if (!(error instanceof ChannelNotTold) || error.serviceCode !== 'edit_window_closed') throw error
  }
  await slackCall(api, 'chat.postMessage', {
    channel: at.channel,
    thread_ts: at.ts,
    reply_broadcast: broadcast.has(notice.reason),
    ...slackReply(notice),
    ...quiet,
    client_msg_id: clientMessageId(api.channel, at.ts, notice),
  })
}

/** chat.update looks for names to link unless it is told not to. */
const plain = { parse: 'none', link_names: false } as const
const quiet = { ...plain, unfurl_links: false, unfurl_media: false, mrkdwn: false } as const
