import type { Incident } from '@sluice/core'
import type { Decision, Incidents } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { incidentNamed } from '../load/incident-named.ts'
import type { Reporter } from '../print/report.ts'
import { instant } from '../print/words.ts'
import type { DecisionOptions } from './cancel.ts'

const done = { acknowledge: 'acknowledged', unsilence: 'told again', resolve: 'resolved' } as const

/** Acknowledges, unsilences or resolves an incident. */
export async function decide(
  io: Io,
  report: Reporter,
  action: keyof typeof done,
  prefix: string,
  options: DecisionOptions,
): Promise<void> {
  await deciding(io, prefix, options, async ({ incidents, id, decision }) => {
    const incident = await incidents[action](id, decision)
    report.result(resultOf(incident), style => `${style.good(done[action])} ${id}: ${incident.headline}`)
  })
}

/** Silences an incident until an instant, or for a time. */
export async function silence(
  io: Io,
  report: Reporter,
  prefix: string,
  options: DecisionOptions & { readonly until: string },
): Promise<void> {
  const until = endFrom(options.until, io.now())
  await deciding(io, prefix, options, async ({ incidents, id, decision }) => {
    const incident = await incidents.silence(id, until, decision)
    report.result(resultOf(incident), style => `${style.warn('silenced')} ${id} until ${instant(until)}`)
  })
}

/** Says whether an incident was expected or real. */
export async function judge(
  io: Io,
  report: Reporter,
  verdict: 'expected' | 'real',
  prefix: string,
  options: DecisionOptions,
): Promise<void> {
  await deciding(io, prefix, options, async ({ incidents, id, decision }) => {
    const { incident, goingOn } = await incidents.feedback(id, verdict, decision)
    report.result({ ...resultOf(incident), goingOn }, style => {
      const kept = `${style.bad('real')} ${id}: later runs are not compared with its numbers`
      if (verdict === 'real') return kept
      const runs = goingOn.map(({ run, deployment }) => `  sluice resume ${run}   # ${deployment}`)
      const rest = runs.length === 0 ? [] : ['What was blocked keeps its output. To go on:', ...runs]
      return [`${style.good('expected')} ${id}: closed, and its numbers are learned`, ...rest].join('\n')
    })
  })
}

/** What is decided about, and how it is kept. */
interface Deciding {
  readonly incidents: Incidents
  readonly id: string
  readonly decision: Decision
}

async function deciding(
  io: Io,
  prefix: string,
  options: DecisionOptions,
  decide: (about: Deciding) => Promise<void>,
): Promise<void> {
  await withProject(io, options, async ({ engine: { incidents } }) => {
    const id = await incidentNamed(incidents, prefix)
    await decide({ incidents, id, decision: { who: io.who, why: options.why } })
  })
}

function resultOf({ occurrences: _occurrences, events: _events, ...incident }: Incident): object {
  return incident
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

function endFrom(text: string, now: Date): Date {
  const [, amount, unit = ''] = /^(\d+)([mhd])$/.exec(text) ?? []
  const ms = amount === undefined ? Date.parse(text) : now.getTime() + Number(amount) * (unitMs[unit] ?? 0)
  if (ms > now.getTime() && ms < now.getTime() + 366 * 86_400_000) return new Date(ms)
  throw new UsageInvalid({
    reason: `--until ${text} is not a time within the next year`,
    next: 'Give a time such as 4h or 2d, or an instant such as 2026-03-16T18:00:00Z.',
  })
}
