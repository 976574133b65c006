import { messageOf, renderMessage, type Incident } from '@sluice/core'
import type { IncidentLine } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { incidentNamed } from '../load/incident-named.ts'
import type { Reporter } from '../print/report.ts'
import type { Style } from '../print/style.ts'
import { table } from '../print/table.ts'
import { instant, plural, shortened } from '../print/words.ts'

/** Options of `sluice incidents list`. */
export interface IncidentListOptions {
  readonly config?: string
  readonly all?: true
  readonly deployment?: string
  readonly limit: string
}

/** Lists incidents, those seen last first. */
export async function listIncidents(io: Io, report: Reporter, options: IncidentListOptions): Promise<void> {
  const limit = limitOf(options.limit)
  await withProject(io, options, async ({ engine: { incidents } }) => {
    const { deployment } = options
    const filter = { limit, ...(deployment !== undefined && { deployments: [deployment] }) }
    const states = options.all === true ? [undefined] : (['open', 'acknowledged'] as const)
    const found = await Promise.all(
      states.map(state => incidents.list({ ...filter, ...(state !== undefined && { state }) })),
    )
    const shown = found
      .flat()
      .toSorted((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime())
      .slice(0, limit)
    report.result({ incidents: shown }, style =>
      shown.length === 0 ? noneText(options) : linesOf(shown, style),
    )
  })
}

/** Shows one incident as it is told, with what happened to it. */
export async function showIncident(
  io: Io,
  report: Reporter,
  id: string,
  options: { readonly config?: string },
): Promise<void> {
  await withProject(io, options, async ({ engine: { incidents } }) => {
    const incident = await incidents.get(await incidentNamed(incidents, id))
    const message = messageOf(incident, 'opened', incidents.messages)
    report.result(
      { incident, message },
      style => `${renderMessage(message)}\n\n${historyOf(incident, style)}`,
    )
  })
}

function noneText({ all }: IncidentListOptions): string {
  return all === true ? 'No incidents yet.' : 'Nothing is wrong. What was: sluice incidents list --all'
}

const columns = [
  { title: 'incident' },
  { title: 'state' },
  { title: 'seen' },
  { title: 'runs', align: 'right' },
  { title: 'who' },
  { title: 'what' },
] as const

function linesOf(incidents: readonly IncidentLine[], style: Style): string {
  return table(
    columns,
    incidents.map(({ id, state, severity, lastSeenAt, times, deployments, headline, silence }) => {
      const word = state === 'open' ? severity : state
      const paint = { open: style.bad, acknowledged: style.warn, resolved: style.good }[state]
      const who = deployments.length === 1 ? (deployments[0] ?? '') : plural(deployments.length, 'client')
      const quiet = silence === undefined ? '' : ' (silent)'
      return [
        id,
        paint(word) + quiet,
        instant(lastSeenAt),
        String(times),
        shortened(who),
        shortened(oneLine(headline), 80),
      ]
    }),
  )
}

const mostEvents = 30

function historyOf({ events }: Incident, style: Style): string {
  const shown = events.slice(-mostEvents)
  const rest = events.length - shown.length
  return [
    ...(rest > 0 ? [style.dim(`${plural(rest, 'earlier event')} not shown`)] : []),
    ...shown.map(({ at, kind, who, text }) => {
      const by = who === undefined ? '' : `${who}: `
      return `${style.dim(instant(at))}  ${kind.padEnd(12)} ${by}${shortened(oneLine(text), 160)}`
    }),
  ].join('\n')
}

/** Data in it does not move the cursor. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ')
}

function limitOf(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit > 0) return limit
  throw new UsageInvalid({ reason: `--limit ${text} is not a number of incidents, such as 20` })
}
