import { createHmac } from 'node:crypto'
import type { ChannelWorld } from '@sluice/core/testing'
import { webhook } from '../webhook/channel.ts'
import { startChannelService, type ServiceAnswer, type ServiceRequest } from './channel-service.ts'

interface Received {
  readonly headers: ServiceRequest['headers']
  readonly body: string
}

const path = '/hooks/planted-path-of-webhook'
const secret = 'planted-secret-of-webhook'

/** A receiver that checks the signature and drops what it has, and a channel that posts to it. */
export async function openWebhook(): Promise<ChannelWorld & { received(): readonly Received[] }> {
  const received = new Map<string, Received>()
  const answer = ({ path: asked, headers, body }: ServiceRequest): ServiceAnswer => {
    if (asked !== path) return { status: 404, body: '' }
    const timestamp = String(headers['x-sluice-timestamp'])
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
    if (headers['x-sluice-signature'] !== `v1=${signature}`) return { status: 401, body: '' }
    const key = String(headers['idempotency-key'])
    if (!received.has(key)) received.set(key, { headers, body })
    return { status: 204, body: '' }
  }
  const service = await startChannelService(answer, ({ path: asked }) => ({
    status: 401,
    body: `${secret} does not open ${asked}`,
  }))
  return {
    channel: webhook({ url: 'env:WEBHOOK', secret: 'env:WEBHOOK_SECRET' }),
    secrets: { 'env:WEBHOOK': `${service.url}${path}`, 'env:WEBHOOK_SECRET': secret },
    told: () => [...received.values()].map(toldOf),
    log: service.bodies,
    misbehave: service.misbehave,
    close: service.close,
    received: () => [...received.values()],
  }
}

/** A receiver reads the fields; nothing makes anything of them. */
function toldOf({ body }: Received) {
  const { incident, message } = JSON.parse(body) as {
    readonly incident: { readonly id: string }
    readonly message: { readonly links: readonly { readonly label: string; readonly url: string }[] }
  }
  return {
    thread: incident.id,
    text: textsOf(message).join('\n'),
    active: message.links.map(({ url }) => url),
  }
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}
