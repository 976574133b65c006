import { createHash } from 'node:crypto'
import type { AlertSeverity, Notice, NoticeMessage, NoticeReason } from '@sluice/core'
import { fitted, type MessageLimits } from '../shared/channel/bounded-message.ts'
import { cut, oneLine } from '../shared/channel/plain-text.ts'

/** An event as PagerDuty's Events API v2 takes it. */
export type PagerDutyEvent = Readonly<Record<string, unknown>>

const actions = {
  opened: 'trigger',
  spread: 'trigger',
  escalated: 'trigger',
  repeated: 'trigger',
  acknowledged: 'acknowledge',
  resolved: 'resolve',
} as const satisfies Record<NoticeReason, string>

const severities = { block: 'critical', error: 'error', warn: 'warning' } as const satisfies Record<
  AlertSeverity,
  string
>

const limits: MessageLimits = { title: 400, text: 4000, items: 50, links: 20, label: 200, url: 2000 }
/** A summary takes 1,024 characters, a key 255, an event 512 KB. */
const longestSummary = 1024
const longestKey = 255
const largestEvent = 500_000
const mostRuns = 50

/** The event of a notice: all of an incident have one `dedup_key`, by which PagerDuty makes them one alert. */
export function pagerDutyEvent(notice: Notice, routingKey: string): PagerDutyEvent {
  const make = (message: NoticeMessage) => ({
    routing_key: routingKey,
    event_action: actions[notice.reason],
    dedup_key: dedupKey(notice.incident.id),
    client: 'Sluice',
    payload: payloadOf(notice, message),
    links: message.links.map(({ label, url }) => ({ href: url, text: label })),
  })
  return fitted(
    notice.message,
    limits,
    make,
    event => Buffer.byteLength(JSON.stringify(event)) <= largestEvent,
  )
}

function payloadOf({ incident, reason }: Notice, message: NoticeMessage) {
  const short = (text: string) => cut(oneLine(text), longestKey)
  const { occurrences } = incident
  const clients = [...new Set(occurrences.map(({ deployment }) => deployment.label ?? deployment.name))]
  const { title, headline, links: _links, ...details } = message
  return {
    summary: cut(oneLine(`${title}: ${headline}`), longestSummary),
    severity: severities[incident.severity],
    source: short(clients.slice(0, 5).join(', ')) || 'Sluice',
    timestamp: incident.openedAt.toISOString(),
    component: short(occurrences[0]?.pipeline ?? ''),
    group: short(occurrences[0]?.resource ?? ''),
    class: short(incident.rootCause),
    custom_details: {
      headline,
      ...details,
      reason,
      runs: occurrences.slice(0, mostRuns).map(({ deployment, pipeline, run, step }) => ({
        client: short(deployment.label ?? deployment.name),
        pipeline: short(pipeline),
        run: short(run),
        step: short(step),
      })),
      ...(occurrences.length > mostRuns && { more_runs: occurrences.length - mostRuns }),
    },
  }
}

function dedupKey(id: string): string {
  return id.length <= longestKey && oneLine(id) === id ? id : createHash('sha256').update(id).digest('hex')
}
