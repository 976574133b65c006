import type { Json, PlannedStep, Step } from '@sluice/core'
import type { RunStatus, StepEnd, StepStatus } from '../journal/journal.ts'
import { resolveInputs } from '../plan/step-key.ts'
import { raiseAlerts } from './alerting.ts'
import { openRun, type OpenRun, type RunRequest } from './open-run.ts'
import { runStep } from './run-step.ts'
import type { RunSummary } from './run-event.ts'
import type { Services } from './services.ts'

/** A run while it is running. */
interface Active {
  readonly run: OpenRun
  readonly status: Map<string, StepStatus>
  readonly ends: Map<string, StepEnd>
  readonly outputs: Map<Step<unknown>, Json>
  /** Set when the run has finished. */
  summary?: RunSummary
}

/**
 * Runs plans side by side: at most `concurrency` steps at once, taken from the runs in turn so that a large one does
 * not keep small ones waiting. A step that fails or is blocked stops what needs it and nothing else.
 */
export async function runPlans(
  services: Services,
  requests: readonly RunRequest[],
  signal: AbortSignal,
): Promise<readonly RunSummary[]> {
  const active = requests.map(request => start(services, request))
  const working = new Set<Promise<void>>()
  let turn = 0
  for (;;) {
    while (working.size < services.concurrency && !signal.aborted) {
      const next = nextStep(active, turn)
      if (next === undefined) break
      turn = next.turn + 1
      const work = execute(services, next.run, next.step, signal).finally(() => working.delete(work))
      working.add(work)
    }
    for (const run of active) {
      settleSkipped(services, run, signal.aborted)
      if (run.summary === undefined && [...run.status.values()].every(isEnded)) {
        await finish(services, run, active)
      }
    }
    if (working.size === 0) break
    await Promise.race(working)
  }
  return active.map(({ summary }) => summary as RunSummary)
}

function start(services: Services, request: RunRequest): Active {
  const run = openRun(services, request)
  const { asOf, steps } = request.plan
  services.onEvent({ ...run.names, kind: 'run-started', asOf, continued: run.continued })
  services.crashPoint('run-started')
  return {
    run,
    status: new Map(steps.map(({ name }) => [name, 'waiting'])),
    ends: new Map(),
    outputs: new Map(),
  }
}

function nextStep(
  active: readonly Active[],
  turn: number,
): { readonly run: Active; readonly step: PlannedStep; readonly turn: number } | undefined {
  for (let i = 0; i < active.length; i++) {
    const at = (turn + i) % active.length
    const run = active[at] as Active
    const step = run.run.plan.steps.find(
      ({ name, needs }) =>
        run.status.get(name) === 'waiting' && needs.every(need => isDone(run.status.get(need))),
    )
    if (step !== undefined) return { run, step, turn: at }
  }
  return undefined
}

function isDone(status: StepStatus | undefined): boolean {
  return status === 'succeeded' || status === 'memoised'
}

async function execute(
  services: Services,
  active: Active,
  planned: PlannedStep,
  signal: AbortSignal,
): Promise<void> {
  active.status.set(planned.name, 'running')
  const inputs = resolveInputs(planned.step, active.outputs)
  const end = await runStep(services, active.run, planned, inputs, signal)
  commit(services, active, end)
  if (isDone(end.status)) active.outputs.set(planned.step, end.output as Json)
}

function commit(services: Services, active: Active, end: StepEnd): void {
  services.journal.endStep(end)
  services.crashPoint('step-committed')
  active.status.set(end.step, end.status)
  active.ends.set(end.step, end)
  const { status, seconds, output, checks = [], error } = end
  services.onEvent({
    ...active.run.names,
    kind: 'step-finished',
    step: end.step,
    status,
    seconds,
    checks,
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
  })
}

/** Ends the steps that can never start: something they need did not finish, or the run was cancelled. */
function settleSkipped(services: Services, active: Active, cancelled: boolean): void {
  for (const { name, needs } of active.run.plan.steps) {
    if (active.status.get(name) !== 'waiting') continue
    const hopeless = needs.some(need => !isDone(active.status.get(need)) && isEnded(active.status.get(need)))
    if (!hopeless && !cancelled) continue
    commit(services, active, {
      run: active.run.id,
      step: name,
      status: cancelled && !hopeless ? 'cancelled' : 'skipped',
      attempts: 0,
      seconds: 0,
    })
  }
}

function isEnded(status: StepStatus | undefined): boolean {
  return status !== 'waiting' && status !== 'running'
}

async function finish(services: Services, finished: Active, all: readonly Active[]): Promise<void> {
  const { run, status, ends } = finished
  const result = runStatus([...status.values()])
  services.crashPoint('run-finishing')
  services.journal.finish(run.id, result)
  services.onEvent({ ...run.names, kind: 'run-finished', status: result })
  finished.summary = {
    run: run.id,
    pipeline: run.plan.pipeline,
    deployment: run.plan.deployment,
    ...(run.label !== undefined && { label: run.label }),
    asOf: run.plan.asOf,
    status: result,
    startedAt: run.startedAt,
    finishedAt: services.now(),
    steps: run.plan.steps.map(({ name }) => {
      const { status: stepStatus, seconds, attempts, output, checks = [], error } = ends.get(name) as StepEnd
      return {
        name,
        status: stepStatus,
        seconds,
        attempts,
        checks,
        ...(output !== undefined && { output }),
        ...(error !== undefined && { error }),
      }
    }),
  }
  await raiseAlerts(services, finished, all)
}

/** The most serious of what happened to the steps. */
function runStatus(steps: readonly StepStatus[]): RunStatus {
  if (steps.includes('cancelled')) return 'cancelled'
  if (steps.includes('failed')) return 'failed'
  return steps.includes('blocked') ? 'blocked' : 'succeeded'
}
