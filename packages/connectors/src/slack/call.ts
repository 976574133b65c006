import { createHash } from 'node:crypto'
import type { ChannelContext, Notice } from '@sluice/core'
import { ChannelNotTold } from '../errors/channel-not-told.ts'
import { ask } from '../shared/channel/ask.ts'
import { fieldsOf, serviceCode } from '../shared/channel/service-code.ts'

/** How to reach the Web API. */
export interface SlackApi {
  readonly channel: string
  readonly root: URL
  readonly token: string
  readonly context: ChannelContext
}

/** Codes of Slack that pass by themselves; all others are about the token, the channel or the message. */
const passing: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'ratelimited',
  'rate_limited',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
])

/**
 * Calls a method; the fields of its answer.
 *
 * @throws ChannelNotTold for everything but `ok: true`; `serviceCode` is Slack's error.
 */
export async function slackCall(
  { channel, root, token, context }: SlackApi,
  method: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const headers = { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` }
  const url = new URL(`api/${method}`, root)
  const { status, text } = await ask(channel, { url, headers, body: JSON.stringify(args) }, context)
  const answer = fieldsOf(text)
  if (answer['ok'] === true) return answer
  const code = serviceCode(answer['error'], [token])
  // Slack answers 200 to what it refuses; anything else comes from something in between.
  const retry = status < 400 && (answer['ok'] !== false || passing.has(code ?? '')) ? 'later' : 'never'
  const what = answer['ok'] === false ? (code ?? 'refused') : `HTTP ${status}, not an answer of Slack`
  throw new ChannelNotTold({ channel, reason: `${method}: ${what}`, retry, status, serviceCode: code })
}

/** The same for the same notice, so that Slack can tell: a UUID, as its own clients send. */
export function clientMessageId(channel: string, place: string, { incident, seq }: Notice): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([channel, place, incident.id, seq]))
    .digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
