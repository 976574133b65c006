import type { AlertSeverity } from '../alerts/alert.ts'
import type { NoticeReason } from './channel.ts'
import type { Incident } from './incident.ts'
import type { IncidentPolicy } from './incident-policy.ts'

/** What a channel was told about an incident. */
export interface Told {
  /** Of the last notice; 0 where nothing was told. */
  readonly seq: number
  readonly at?: Date
  readonly severity?: AlertSeverity
  /** How many clients were said to have it. */
  readonly clients: number
  readonly acknowledged: boolean
  readonly resolved: boolean
  /** It was escalated because nobody acknowledged it. */
  readonly late: boolean
}

/** What decides about notices of an incident. */
export type IncidentStanding = Pick<
  Incident,
  'state' | 'severity' | 'openedAt' | 'reopenedAt' | 'acknowledged' | 'silence' | 'feedback'
> & { readonly clients: number }

/** Whether something is to be said now, or when to look again. */
export type NextNotice =
  | { readonly kind: 'say'; readonly reason: NoticeReason }
  | { readonly kind: 'wait'; readonly until: Date }
  | { readonly kind: 'nothing' }

/** Of a channel that was told nothing. */
export const nothingTold: Told = Object.freeze({
  seq: 0,
  clients: 0,
  acknowledged: false,
  resolved: false,
  late: false,
})

const rank: Readonly<Record<AlertSeverity, number>> = { warn: 0, error: 1, block: 2 }
const nothing: NextNotice = { kind: 'nothing' }

/** The more severe of two. */
export function moreSevere(a: AlertSeverity, b: AlertSeverity): AlertSeverity {
  return rank[a] >= rank[b] ? a : b
}

/**
 * What a channel is to be told next. While an incident is silenced nothing is said but its end, to who knows of it; an
 * incident that ends before anybody was told is never told. `gathered`: nothing more is expected, so that what is new
 * need not wait.
 */
export function nextNotice(
  told: Told,
  standing: IncidentStanding,
  policy: IncidentPolicy,
  { now, gathered = false }: { readonly now: Date; readonly gathered?: boolean },
): NextNotice {
  const { state, silence, openedAt } = standing
  if (state === 'resolved') return told.seq > 0 && !told.resolved ? say('resolved') : nothing
  const dues = told.seq === 0 ? [] : duesOf(told, standing, policy)
  const firstAt = gathered ? openedAt.getTime() : openedAt.getTime() + policy.gatherMs
  const all = told.seq === 0 ? [{ reason: 'opened', at: firstAt } as const] : dues
  const quietUntil = silence?.until.getTime() ?? -Infinity
  const open = all.map(({ reason, at }) => ({ reason, at: Math.max(at, quietUntil) }))
  const ready = open.find(({ at }) => at <= now.getTime())
  if (ready !== undefined) return say(ready.reason)
  const until = Math.min(...open.map(({ at }) => at))
  return open.length === 0 ? nothing : { kind: 'wait', until: new Date(until) }
}

/** What a channel knows once it was told. */
export function toldAfter(told: Told, standing: IncidentStanding, reason: NoticeReason, at: Date): Told {
  const isLate = reason === 'escalated' && told.severity === standing.severity && !told.resolved
  return {
    seq: told.seq + 1,
    at,
    severity: standing.severity,
    clients: standing.clients,
    acknowledged: standing.acknowledged !== undefined,
    resolved: standing.state === 'resolved',
    late: (told.late && !told.resolved) || isLate,
  }
}

interface Due {
  readonly reason: NoticeReason
  /** In ms since 1970. */
  readonly at: number
}

/** The more urgent first. */
function duesOf(told: Told, standing: IncidentStanding, policy: IncidentPolicy): readonly Due[] {
  const last = told.at?.getTime() ?? 0
  const { severity, acknowledged, clients, openedAt, reopenedAt } = standing
  const afterPause = last + policy.cooldownMs
  if (told.resolved) return [{ reason: 'escalated', at: afterPause }]
  const dues: Due[] = []
  if (told.severity !== undefined && rank[severity] > rank[told.severity]) {
    dues.push({ reason: 'escalated', at: last })
  }
  if (acknowledged !== undefined && !told.acknowledged) dues.push({ reason: 'acknowledged', at: last })
  // What only warned went on: it is said once.
  const isUrgent = acknowledged === undefined && severity !== 'warn'
  const lateAt = (reopenedAt ?? openedAt).getTime() + policy.escalateMs
  if (isUrgent && !told.late) dues.push({ reason: 'escalated', at: Math.max(lateAt, afterPause) })
  if (clients > told.clients) dues.push({ reason: 'spread', at: afterPause })
  if (isUrgent) dues.push({ reason: 'repeated', at: last + policy.repeatMs })
  return dues
}

function say(reason: NoticeReason): NextNotice {
  return { kind: 'say', reason }
}
