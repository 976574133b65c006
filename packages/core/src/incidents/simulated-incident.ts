import { alertOf } from '../alerts/alert-of.ts'
import type { Plan } from '../pipeline/pipeline.ts'
import type { Incident } from './incident.ts'
import { occurrenceOf } from './occurrence-of.ts'

/** What a simulated incident is about. */
export interface SimulatedTrouble {
  readonly plan: Plan
  /** The step that finds nothing; default the first that needs no other. */
  readonly step?: string
  readonly id: string
  readonly at: Date
  readonly label?: string
  readonly timeZone?: string
  /** Names of clients that go on. */
  readonly unaffected: readonly string[]
}

/**
 * The incident there would be if a step of a plan found no rows, to see what messages look like. It says that it is
 * simulated, and is kept nowhere.
 */
export function simulatedIncident(trouble: SimulatedTrouble): Incident {
  const { plan, id, at, label, timeZone, unaffected } = trouble
  const step = trouble.step ?? plan.steps.find(({ needs }) => needs.length === 0)?.name ?? ''
  const alert = alertOf({
    run: { id: 'simulated', pipeline: plan.pipeline, deployment: plan.deployment, asOf: plan.asOf },
    at,
    step,
    checks: [
      {
        check: 'not-empty',
        severity: 'block',
        status: 'failed',
        subject: step,
        message: `SIMULATED: ${step} has no rows, about 20,100 expected (18,400 to 22,000)`,
        observed: 0,
        expected: '18,400 to 22,000',
        likelyCause: 'none: somebody tries out what messages look like',
        evidence: ['this message was sent by sluice incidents simulate', 'nothing is wrong'],
      },
    ],
    skipped: dependentsOf(plan, step),
    unaffected,
    ...(label !== undefined && { label }),
    ...(timeZone !== undefined && { timeZone }),
  })
  if (alert === undefined) throw new Error('a failed check makes an alert')
  const { severity, rootCause, headline, likelyCause } = alert
  return {
    id,
    rootCause,
    severity,
    state: 'open',
    headline,
    ...(likelyCause !== undefined && { likelyCause }),
    openedAt: at,
    lastSeenAt: at,
    occurrences: [occurrenceOf(alert)],
    events: [{ at, kind: 'opened', text: headline }],
  }
}

function dependentsOf({ steps }: Plan, step: string): readonly string[] {
  const found = new Set([step])
  for (const { name, needs } of steps) if (needs.some(need => found.has(need))) found.add(name)
  return [...found].filter(name => name !== step)
}
