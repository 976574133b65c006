import type { ChannelWorld } from '@sluice/core/testing'
import { pagerDuty } from '../pagerduty/channel.ts'
import { startChannelService, type ServiceAnswer, type ServiceRequest } from './channel-service.ts'

/** An event as it was taken. */
export interface TakenEvent {
  readonly routing_key?: string
  readonly event_action?: string
  readonly dedup_key?: string
  readonly links?: readonly { readonly href: string; readonly text: string }[]
  readonly payload?: {
    readonly summary?: string
    readonly severity?: string
    readonly source?: string
    readonly custom_details?: unknown
  }
}

/** An alert as it stands. */
interface Alert {
  readonly key: string
  readonly state: string
  readonly events: readonly TakenEvent[]
}

const routingKey = 'planted0routing0key0of0pagerduty'

/** PagerDuty's Events API v2, which makes one alert of all events with a key, and a channel that sends to it. */
export async function openPagerDuty(): Promise<
  ChannelWorld & { alerts(): readonly Alert[]; events(): readonly TakenEvent[] }
> {
  const events: TakenEvent[] = []
  const answer = ({ method, path, body }: ServiceRequest): ServiceAnswer => {
    if (method !== 'POST' || path !== '/v2/enqueue') return { status: 404, body: 'not found' }
    const problems = problemsOf(body)
    if (problems.length > 0) {
      const invalid = { status: 'invalid event', message: 'Event object is invalid', errors: problems }
      return { status: 400, body: JSON.stringify(invalid) }
    }
    const event = JSON.parse(body) as TakenEvent
    events.push(event)
    const taken = { status: 'success', message: 'Event processed', dedup_key: event.dedup_key }
    return { status: 202, body: JSON.stringify(taken) }
  }
  const service = await startChannelService(answer, ({ body }) => ({
    status: 400,
    body: JSON.stringify({ status: routingKey, message: body, errors: [`${routingKey} is not known`] }),
  }))
  return {
    channel: pagerDuty({ routingKey: 'env:PAGERDUTY_KEY', endpoint: service.url }),
    secrets: { 'env:PAGERDUTY_KEY': routingKey },
    told: () => shownOf(events),
    log: () => service.bodies().map(body => body.replace(`"routing_key":"${routingKey}"`, '')),
    misbehave: service.misbehave,
    close: service.close,
    alerts: () => alertsOf(events),
    events: () => events,
  }
}

function problemsOf(body: string): readonly string[] {
  if (Buffer.byteLength(body) > 512 * 1024) return ['Event exceeds the limit of 512 KB']
  const {
    routing_key: key,
    event_action: action = '',
    dedup_key: dedup,
    payload,
  } = JSON.parse(body) as TakenEvent
  const { summary = '', severity = '', source = '' } = payload ?? {}
  return [
    ...(key?.length === 32 ? [] : ["Length of 'routing_key' is incorrect (should be 32 characters)"]),
    ...(key === routingKey ? [] : ["'routing_key' is not known"]),
    ...(['trigger', 'acknowledge', 'resolve'].includes(action) ? [] : ["'event_action' is invalid"]),
    ...(dedup !== undefined && dedup !== '' && dedup.length <= 255
      ? []
      : ["'dedup_key' is missing or blank"]),
    ...(summary !== '' && summary.length <= 1024 ? [] : ["'payload.summary' is missing or too long"]),
    ...(['critical', 'error', 'warning', 'info'].includes(severity) ? [] : ["'payload.severity' is invalid"]),
    ...(source === '' ? ["'payload.source' is missing or blank"] : []),
  ]
}

function alertsOf(events: readonly TakenEvent[]): readonly Alert[] {
  const keys = [...new Set(events.map(event => event.dedup_key ?? ''))]
  return keys.map(key => {
    const own = events.filter(event => event.dedup_key === key)
    return { key, state: own.at(-1)?.event_action ?? '', events: own }
  })
}

/** An alert shows its newest event; the same event again changes nothing. PagerDuty makes nothing of text. */
function shownOf(events: readonly TakenEvent[]) {
  return alertsOf(events).map(({ key, events: own }) => {
    const { payload, links = [] } = own.at(-1) ?? {}
    const text = [
      payload?.summary,
      ...textsOf(payload?.custom_details),
      ...links.map(link => link.text),
    ].join('\n')
    return { thread: key, text, active: links.map(({ href }) => href) }
  })
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}
