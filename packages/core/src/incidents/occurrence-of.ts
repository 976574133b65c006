import type { Alert } from '../alerts/alert.ts'
import type { CheckResult } from '../checks/check.ts'
import type { Occurrence } from './incident.ts'

/** Checks that fail of all tables at once when the system behind them is broken. */
const ofTheSystem = new Set(['not-empty', 'fresh', 'copy'])
const mostChecks = 20

/**
 * What an alert adds to an incident: everything but rows of data, which do not leave the machine. `resource` is what the
 * step was talking to; it counts as what is broken only where the step failed there or found nothing.
 */
export function occurrenceOf(alert: Alert, resource?: string): Occurrence {
  const { deployment, pipeline, run, step, asOf, at, severity, headline, rootCause, timeZone } = alert
  const { effect, next, checks } = alert
  const [worst] = checks
  const isOfTheSystem = severity === 'error' || (worst !== undefined && ofTheSystem.has(worst.check))
  return {
    deployment,
    pipeline,
    run,
    step,
    asOf,
    at,
    severity,
    headline,
    rootCause,
    checks: checks.slice(0, mostChecks).map(withoutRows),
    ...(resource !== undefined && isOfTheSystem && { resource }),
    notDone: effect.notDone,
    unaffected: effect.unaffected,
    next,
    ...(timeZone !== undefined && { timeZone }),
  }
}

function withoutRows({ sample: _sample, ...check }: CheckResult): CheckResult {
  return check
}
