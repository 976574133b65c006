import type { FigureName } from './figures.ts'
import type { ObservedEvent } from './observer.ts'
import { rowsOf } from './rows-of.ts'
import { stepLabel } from './step-label.ts'

/** A number to count or to put into a histogram. */
export interface Measurement {
  readonly figure: FigureName
  readonly value: number
  readonly labels: Readonly<Record<string, string>>
}

/** A run that began in sight: only of those it is known how long they take and for how long their steps wait. */
interface SeenRun {
  readonly startedAt: number
  readonly ends: Map<string, number>
}

type Of<K extends ObservedEvent['kind']> = Extract<ObservedEvent, { readonly kind: K }>

/** Gives for each event what is to be counted or measured. */
export function measuring(): (event: ObservedEvent) => readonly Measurement[] {
  const runs = new Map<string, SeenRun>()
  return event => {
    switch (event.kind) {
      case 'run-started':
        runs.set(event.run, { startedAt: event.at.getTime(), ends: new Map() })
        return []
      case 'step-reached':
        return waited(event, runs.get(event.run))
      case 'step-retry':
        return [retried(event)]
      case 'step-finished':
        runs.get(event.run)?.ends.set(event.step, event.at.getTime())
        return finished(event)
      case 'run-finished': {
        const seen = runs.get(event.run)
        runs.delete(event.run)
        return ended(event, seen)
      }
      case 'alert-sent':
        return [alerted(event)]
      default:
        return []
    }
  }
}

function waited(
  { pipeline, step, reads, at }: Of<'step-reached'>,
  seen: SeenRun | undefined,
): readonly Measurement[] {
  if (seen === undefined) return []
  const ends = reads.flatMap(read => endsOf(seen, read.step))
  const ready = ends.reduce((latest, end) => Math.max(latest, end), seen.startedAt)
  const value = Math.max(0, at.getTime() - ready) / 1000
  return [{ figure: 'sluice.step.queue', value, labels: { pipeline, step: stepLabel(step) } }]
}

/** When a step ended; of an element of a map that has several, when each of them did. */
function endsOf({ ends }: SeenRun, step: string): readonly number[] {
  const end = ends.get(step)
  if (end !== undefined) return [end]
  return [...ends].filter(([name]) => name.startsWith(`${step}.`)).map(([, at]) => at)
}

function retried({ pipeline, deployment, step, error }: Of<'step-retry'>): Measurement {
  const labels = { pipeline, deployment, step: stepLabel(step), code: error.code ?? error.name }
  return { figure: 'sluice.step.retries', value: 1, labels }
}

function finished(event: Of<'step-finished'>): readonly Measurement[] {
  const { pipeline, deployment, status, seconds, attempts, output, checks } = event
  const step = stepLabel(event.step)
  const steps = { figure: 'sluice.steps', value: 1, labels: { pipeline, deployment, step, status } } as const
  // Work of an earlier run was measured then.
  if (attempts === 0) return [steps]
  const rows = rowsOf(output)
  return [
    steps,
    { figure: 'sluice.step.duration', value: seconds, labels: { pipeline, step, status } },
    ...(rows === undefined
      ? []
      : [{ figure: 'sluice.step.rows', value: rows, labels: { pipeline, deployment, step } } as const]),
    ...checks.map(({ check, severity, status: found }): Measurement => {
      const labels = { pipeline, deployment, step, check, severity, status: found }
      return { figure: 'sluice.checks', value: 1, labels }
    }),
  ]
}

function ended(
  { pipeline, deployment, status, at }: Of<'run-finished'>,
  seen: SeenRun | undefined,
): readonly Measurement[] {
  const runs = { figure: 'sluice.runs', value: 1, labels: { pipeline, deployment, status } } as const
  if (seen === undefined) return [runs]
  const value = Math.max(0, at.getTime() - seen.startedAt) / 1000
  return [runs, { figure: 'sluice.run.duration', value, labels: { pipeline, status } }]
}

function alerted({ pipeline, deployment, alert, sink, error }: Of<'alert-sent'>): Measurement {
  const outcome = error === undefined ? 'sent' : 'failed'
  const labels = { pipeline, deployment, severity: alert.severity, sink, outcome }
  return { figure: 'sluice.alerts', value: 1, labels }
}
