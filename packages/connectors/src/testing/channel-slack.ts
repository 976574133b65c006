import type { ChannelWorld } from '@sluice/core/testing'
import { slack } from '../slack/channel.ts'
import { slackWebhook } from '../slack/webhook.ts'
import { startChannelService, type ServiceAnswer, type ServiceRequest } from './channel-service.ts'
import { blocksProblem, display, mrkdwn } from './slack-display.ts'

interface Post {
  readonly ts: string
  readonly thread: string
  readonly id: string | undefined
  blocks: readonly unknown[]
  text: string
  /** Slack looks for names in the text and links them: `@channel` rings. */
  linksNames: boolean
}

const token = 'xoxb-2222-planted-secret-TOKEN'
const place = 'C0123456789'

/** Slack's Web API as it documents chat.postMessage and chat.update, and a channel that writes to it. */
export async function openSlack(
  change: { readonly forget?: () => boolean; readonly editError?: string } = {},
): Promise<ChannelWorld & { methods(): readonly string[] }> {
  const posts: Post[] = []
  const methods: string[] = []
  const ok = (fields: object): ServiceAnswer => ({ body: JSON.stringify({ ok: true, ...fields }) })
  const failed = (error: string): ServiceAnswer => ({ body: JSON.stringify({ ok: false, error }) })

  const post = (args: Args): ServiceAnswer => {
    if (args.channel !== place) return failed('channel_not_found')
    const again = posts.find(({ id }) => id !== undefined && id === args.client_msg_id)
    if (again !== undefined) return ok({ channel: place, ts: again.ts })
    if (args.thread_ts !== undefined && !posts.some(({ ts }) => ts === args.thread_ts)) {
      return failed('thread_not_found')
    }
    const ts = `1773640000.${String(posts.length).padStart(6, '0')}`
    const { blocks = [], text = '', client_msg_id: id, thread_ts: thread = ts } = args
    posts.push({ ts, thread, id, blocks, text, linksNames: linksNames(args, 'none') })
    return ok({ channel: place, ts })
  }
  const update = (args: Args): ServiceAnswer => {
    if (change.editError !== undefined) return failed(change.editError)
    const found = posts.find(({ ts }) => ts === args.ts)
    if (found === undefined || args.channel !== place) return failed('message_not_found')
    // Unlike chat.postMessage, it parses as a client does by default.
    Object.assign(found, { blocks: args.blocks, text: args.text, linksNames: linksNames(args, 'client') })
    return ok({ channel: place, ts: found.ts })
  }
  const answer = (request: ServiceRequest): ServiceAnswer => {
    if (request.headers['authorization'] !== `Bearer ${token}`) return failed('invalid_auth')
    if (change.forget?.() === true) posts.length = 0
    const method = request.path.replace('/api/', '')
    methods.push(method)
    const args = JSON.parse(request.body) as Args
    const problem =
      blocksProblem(args.blocks) ?? ((args.text ?? '').length > 40_000 ? 'msg_too_long' : undefined)
    if (problem !== undefined) return failed(problem)
    return method === 'chat.update' ? update(args) : post(args)
  }
  const service = await startChannelService(answer, () => ({
    body: JSON.stringify({ ok: false, error: 'invalid_auth', token, detail: `token ${token} is revoked` }),
  }))
  return {
    channel: slack({ token: 'env:SLACK_TOKEN', channel: place, endpoint: service.url }),
    secrets: { 'env:SLACK_TOKEN': token },
    told: () => posts.map(toldOf),
    log: service.bodies,
    misbehave: service.misbehave,
    close: service.close,
    methods: () => methods,
  }
}

/** An incoming webhook of Slack, and a channel that writes to it. */
export async function openSlackWebhook(): Promise<ChannelWorld> {
  const path = '/services/T0001/B0001/planted-secret-webhook'
  const posts: Post[] = []
  const answer = (request: ServiceRequest): ServiceAnswer => {
    if (request.path !== path) return { status: 404, type: 'text/plain', body: 'no_service' }
    const { blocks = [], text = '' } = JSON.parse(request.body) as Args
    if (blocksProblem(blocks) !== undefined) {
      return { status: 400, type: 'text/plain', body: 'invalid_blocks' }
    }
    posts.push({
      ts: String(posts.length),
      thread: String(posts.length),
      id: undefined,
      blocks,
      text,
      linksNames: false,
    })
    return { type: 'text/plain', body: 'ok' }
  }
  const service = await startChannelService(answer, ({ path: asked }) => ({
    status: 403,
    type: 'text/plain',
    body: `invalid_token: ${asked}`,
  }))
  return {
    channel: slackWebhook({ url: 'env:SLACK_WEBHOOK' }),
    secrets: { 'env:SLACK_WEBHOOK': `${service.url}${path}` },
    told: () => posts.map(toldOf),
    log: service.bodies,
    misbehave: service.misbehave,
    close: service.close,
  }
}

interface Args {
  readonly channel?: string
  readonly ts?: string
  readonly thread_ts?: string
  readonly text?: string
  readonly blocks?: readonly unknown[]
  readonly client_msg_id?: string
  readonly parse?: string
  readonly link_names?: boolean
}

function linksNames({ parse, link_names: names = false }: Args, otherwise: string): boolean {
  return names || (parse ?? otherwise) !== 'none'
}

/** The text for notifications must be free of markup too. */
function toldOf({ thread, blocks, text, linksNames: links }: Post) {
  const shown = display(blocks)
  const inNotification: string[] = []
  mrkdwn(text, inNotification)
  if (links) inNotification.push(...(/@(channel|here|everyone)\b/.exec(text) ?? []))
  return {
    thread,
    text: shown.text,
    active: [...shown.active, ...inNotification.filter(part => !isMark(part))],
  }
}

/** Notifications show marks of emphasis as they are: the message is sent with `mrkdwn: false`. */
function isMark(part: string): boolean {
  return /^[*_~`]/.test(part)
}
