import type { RunStatus, StepEnd, StepStatus } from '../journal/journal.ts'
import type { OpenRun } from './open-run.ts'
import type { RunSummary, StepSummary } from './run-event.ts'

/** What became of a run whose steps have all ended. */
export function summaryOf(run: OpenRun, ends: ReadonlyMap<string, StepEnd>, finishedAt: Date): RunSummary {
  const { id, plan, label, startedAt } = run
  const steps = plan.steps.map(({ name }) => stepSummary(ends.get(name) as StepEnd))
  return {
    run: id,
    pipeline: plan.pipeline,
    deployment: plan.deployment,
    ...(label !== undefined && { label }),
    asOf: plan.asOf,
    status: runStatus(steps.map(({ status }) => status)),
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

/** The most serious of what happened to the steps. */
function runStatus(steps: readonly StepStatus[]): RunStatus {
  if (steps.includes('cancelled')) return 'cancelled'
  if (steps.includes('failed')) return 'failed'
  return steps.includes('blocked') ? 'blocked' : 'succeeded'
}
