import { localTime } from '../alerts/local-time.ts'
import type { AlertSeverity } from '../alerts/alert.ts'
import type { CheckResult } from '../checks/check.ts'
import { count, duration, plural, printable, shorten } from '../checks/wording.ts'
import type { NoticeMessage, NoticeReason } from './channel.ts'
import type { Incident, Occurrence } from './incident.ts'

/** What a message needs besides the incident. */
export interface MessageOptions {
  /** Address of the server, such as `https://sluice.example.com`; no links without one. */
  readonly server?: string
  /** IANA time zone of times; default that of the first client, or UTC. */
  readonly timeZone?: string
}

const most = { names: 8, evidence: 6, commands: 4, text: 600 } as const
const titles: Readonly<Record<AlertSeverity, string>> = { block: 'BLOCKED', error: 'FAILED', warn: 'WARNING' }
const prefixes: Readonly<Partial<Record<NoticeReason, string>>> = {
  escalated: 'ESCALATED',
  repeated: 'STILL OPEN',
  acknowledged: 'ACKNOWLEDGED',
}

/** What is said about an incident, in words: the number against the expectation, evidence, effects, what to do. */
export function messageOf(
  incident: Incident,
  reason: NoticeReason,
  options: MessageOptions = {},
): NoticeMessage {
  const { headline } = incident
  const cause = incident.likelyCause
  const timeZone = options.timeZone ?? incident.occurrences[0]?.timeZone ?? 'UTC'
  return {
    title: titleOf(incident, reason),
    headline: oneLine(headline),
    ...(cause !== undefined && { likelyCause: oneLine(cause) }),
    evidence: evidenceOf(incident),
    affected: affectedBy(incident),
    unaffected: unaffectedBy(incident),
    seen: seenText(incident, timeZone),
    commands: commandsFor(incident),
    links: linksTo(incident, options.server),
  }
}

/** A message as plain text, for a terminal or a mail. */
export function renderMessage(message: NoticeMessage): string {
  const { title, headline, likelyCause, evidence, affected, unaffected, seen, commands, links } = message
  return [
    title,
    headline,
    ...evidence.map(line => `  ${line}`),
    ...(likelyCause === undefined ? [] : [`Likely cause: ${likelyCause}`]),
    ...affected,
    ...(unaffected.length === 0 ? [] : [`Goes on: ${named(unaffected)}`]),
    seen,
    ...commands.map((command, i) => `${i === 0 ? 'Next:  ' : '       '}${command}`),
    ...links.map(({ label, url }) => `${label}: ${url}`),
  ]
    .map(printable)
    .join('\n')
}

function titleOf(incident: Incident, reason: NoticeReason): string {
  const { severity, state, occurrences, reopenedAt } = incident
  const clients = clientsOf(occurrences)
  const pipelines = [...new Set(occurrences.map(({ pipeline }) => pipeline))]
  const who = clients.length === 1 ? (clients[0] ?? '') : plural(clients.length, 'client')
  const what = pipelines.length === 1 ? (pipelines[0] ?? '') : plural(pipelines.length, 'pipeline')
  const word = state === 'resolved' ? 'RESOLVED' : titles[severity]
  const isBack = reason === 'escalated' && reopenedAt !== undefined
  const prefix = state === 'resolved' ? undefined : isBack ? 'BACK' : prefixes[reason]
  return [...(prefix === undefined ? [] : [prefix]), word, who, what].join(' · ')
}

function evidenceOf({ headline, likelyCause, occurrences }: Incident): readonly string[] {
  const checks = occurrences.flatMap(one => one.checks)
  const facts = [
    ...sharedResource(occurrences),
    ...checks.flatMap(({ evidence = [] }) => evidence),
    ...checks.filter(isFailed).map(({ message }) => message),
    ...occurrences.map(one => one.headline),
  ].map(oneLine)
  const said = new Set([oneLine(headline), oneLine(likelyCause ?? '')])
  const fresh = [...new Set(facts)].filter(fact => !said.has(fact))
  const rest = fresh.length - most.evidence
  const shown = fresh.slice(0, most.evidence)
  return rest > 0 ? [...shown, `and ${plural(rest, 'more finding')}`] : shown
}

/** What many steps have in common is the best evidence there is. */
function sharedResource(occurrences: readonly Occurrence[]): readonly string[] {
  const resource = occurrences[0]?.resource
  if (resource === undefined) return []
  const sharing = occurrences.filter(one => one.resource === resource)
  const steps = new Set(sharing.map(({ run, step }) => `${run}/${step}`))
  if (steps.size < 2) return []
  const clients = new Set(sharing.map(({ deployment }) => deployment.name))
  return [
    `${plural(steps.size, 'step')} of ${plural(clients.size, 'client')} have trouble, all with ${resource}`,
  ]
}

function affectedBy({ occurrences }: Incident): readonly string[] {
  const clients = clientsOf(occurrences)
  const notDone = [...new Set(occurrences.flatMap(one => one.notDone))]
  const back = new Set(clientsOf(occurrences.filter(one => one.recoveredAt !== undefined)))
  for (const name of clientsOf(occurrences.filter(one => one.recoveredAt === undefined))) back.delete(name)
  return [
    ...(clients.length < 2 ? [] : [`Clients: ${named(clients)}`]),
    ...(notDone.length === 0 ? [] : [`NOT done: ${named(notDone)}`]),
    ...(back.size === 0 || back.size === clients.length ? [] : [`Good again: ${named([...back])}`]),
  ]
}

/** Who has it by now does not go on, whatever was true at first. */
function unaffectedBy({ occurrences }: Incident): readonly string[] {
  const hit = new Set(occurrences.flatMap(({ deployment: { name, label } }) => [name, label ?? name]))
  const newest = occurrences.at(-1)?.unaffected ?? []
  return newest.filter(name => !hit.has(name))
}

function seenText(incident: Incident, timeZone: string): string {
  const { occurrences, openedAt, resolvedAt, state, acknowledged, earlier = 0 } = incident
  const runs = new Set(occurrences.map(({ run }) => run)).size
  const again = earlier === 0 ? '' : `, ${plural(earlier, 'time')} in the 90 days before`
  const first = `First seen ${localTime(openedAt, timeZone)}, in ${plural(runs, 'run')} so far${again}`
  if (state === 'resolved' && resolvedAt !== undefined) {
    const hours = (resolvedAt.getTime() - openedAt.getTime()) / 3_600_000
    return `${first}; resolved ${localTime(resolvedAt, timeZone)}, after ${duration(hours)}`
  }
  if (acknowledged === undefined) return first
  const why = acknowledged.why === undefined ? '' : `: ${oneLine(acknowledged.why)}`
  return `${first}; ${acknowledged.who} is on it${why}`
}

function commandsFor({ id, state, occurrences }: Incident): readonly string[] {
  const show = `sluice incidents show ${id}`
  if (state === 'resolved') return [show]
  const next = occurrences.filter(one => one.recoveredAt === undefined).flatMap(one => one.next)
  const ack = `sluice incidents ack ${id} --why 'I look at it'`
  return [show, ...new Set(next)].slice(0, most.commands - 1).concat(state === 'open' ? [ack] : [])
}

function linksTo({ id, occurrences }: Incident, server: string | undefined): NoticeMessage['links'] {
  if (server === undefined) return []
  const base = server.replace(/\/+$/, '')
  const newest = occurrences.findLast(({ run }) => run !== '')
  return [
    { label: 'Open incident', url: `${base}/incidents/${encodeURIComponent(id)}` },
    ...(newest === undefined
      ? []
      : [{ label: 'Open run', url: `${base}/runs/${encodeURIComponent(newest.run)}` }]),
  ]
}

function clientsOf(occurrences: readonly Occurrence[]): readonly string[] {
  return [...new Map(occurrences.map(({ deployment: { name, label } }) => [name, label ?? name])).values()]
}

function isFailed({ status }: CheckResult): boolean {
  return status === 'failed'
}

function named(names: readonly string[]): string {
  const rest = names.length - most.names
  const shown = names.slice(0, most.names).join(', ')
  return rest > 0 ? `${shown} and ${count(rest)} more` : shown
}

/** On one line and not longer than somebody reads. */
function oneLine(text: string): string {
  return shorten(text.replace(/\s*\n\s*/g, ' '), most.text)
}
