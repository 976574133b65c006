import type { RunStatus, StepEnd } from '../journal/journal.ts'
import { isTolerated } from '../plan/added-steps.ts'
import type { OpenRun } from './open-run.ts'
import type { RunSummary, StepSummary } from './run-event.ts'

/** What became of a run whose steps have all ended, in the order of the plan. */
export function summaryOf(run: OpenRun, ends: readonly StepEnd[], finishedAt: Date): RunSummary {
  const { id, plan, label, startedAt } = run
  const steps = ends.map(stepSummary)
  return {
    run: id,
    pipeline: plan.pipeline,
    deployment: plan.deployment,
    ...(label !== undefined && { label }),
    asOf: plan.asOf,
    status: runStatus(steps),
    startedAt,
    finishedAt,
    steps,
  }
}

function stepSummary({ step, status, seconds, attempts, output, checks = [], error }: StepEnd): StepSummary {
  return {
    name: step,
    status,
    seconds,
    attempts,
    checks,
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
  }
}

/** The most serious of what happened to the steps that counts. */
function runStatus(all: readonly StepSummary[]): RunStatus {
  const byName = new Map(all.map(({ name, status }) => [name, status]))
  const steps = all
    .filter(({ name, status }) => status === 'cancelled' || !isTolerated(name, step => byName.get(step)))
    .map(({ status }) => status)
  if (steps.includes('cancelled')) return 'cancelled'
  if (steps.includes('failed')) return 'failed'
  return steps.includes('blocked') ? 'blocked' : 'succeeded'
}
