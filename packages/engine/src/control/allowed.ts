import { ControlRefused } from '../errors/control-refused.ts'
import type { RunRecord, RunStatus, StepRecord, StepStatus } from '../journal/journal.ts'

/** What people can do with a run or one of its steps. */
export type ControlAction = 'cancel' | 'retry' | 'rerun' | 'skip' | 'fail' | 'step' | 'explain'

type Reason = readonly [reason: string, next?: string]

const isRunning: Reason = ['it is running', 'Wait for its end, or stop it: sluice cancel <run> --why …']
const hasFailed: Reason = ['it has ended: it failed', 'To go on with it: sluice retry <run> --why …']
const hasBlocked: Reason = [
  'it has ended: a check blocked it',
  'To go on with it: sluice retry <run> --why …',
]

/** Why an action is refused for a run as it is; what is not here is allowed. A run cancelled twice is cancelled. */
const ofRuns: Readonly<Record<ControlAction, Partial<Readonly<Record<RunStatus, Reason>>>>> = {
  cancel: { succeeded: ['it has succeeded'], failed: hasFailed, blocked: hasBlocked },
  retry: {
    running: isRunning,
    succeeded: ['nothing of it failed', 'To do steps again: sluice rerun <run> --from <step> --why …'],
  },
  rerun: { running: isRunning },
  skip: { running: isRunning },
  fail: {},
  step: {},
  explain: {},
}

const notYet: Reason = ['it has not run']
const wasCancelled: Reason = ['it was cancelled', 'To go on with the run: sluice retry <run> --why …']

/** The same for a step. */
const ofSteps: Readonly<Record<'skip' | 'fail', Partial<Readonly<Record<StepStatus, Reason>>>>> = {
  skip: {
    waiting: notYet,
    running: ['it is running'],
    succeeded: ['it has succeeded', 'To keep its output from being used: sluice fail <run> <step> --why …'],
    memoised: ['it has succeeded', 'To keep its output from being used: sluice fail <run> <step> --why …'],
    skipped: ['it is skipped already'],
    cancelled: wasCancelled,
  },
  fail: {
    waiting: notYet,
    failed: ['it has failed already'],
    blocked: ['a check blocked it: nothing uses its output'],
    cancelled: wasCancelled,
  },
}

/** @throws ControlRefused when the action is not for a run in this state */
export function assertRunAllows(
  action: ControlAction,
  { id, status }: Pick<RunRecord, 'id' | 'status'>,
): void {
  const reason = ofRuns[action][status]
  if (reason !== undefined) throw refusal(action, { run: id }, reason)
}

/** @throws ControlRefused when the action is not for a step in this state */
export function assertStepAllows(
  action: 'skip' | 'fail',
  { run, name, status, output }: Pick<StepRecord, 'run' | 'name' | 'status' | 'output'>,
): void {
  const nothing = action === 'fail' && status === 'skipped' && output === undefined
  const reason: Reason | undefined = nothing ? ['it was skipped, and has no output'] : ofSteps[action][status]
  if (reason !== undefined) throw refusal(action, { run, step: name }, reason)
}

/** Whether the action is for a run in this state. */
export function runAllows(action: ControlAction, { status }: Pick<RunRecord, 'status'>): boolean {
  return ofRuns[action][status] === undefined
}

/** Whether the action is for a step in this state. */
export function stepAllows(
  action: 'skip' | 'fail',
  { status, output }: Pick<StepRecord, 'status' | 'output'>,
): boolean {
  const nothing = action === 'fail' && status === 'skipped' && output === undefined
  return !nothing && ofSteps[action][status] === undefined
}

function refusal(
  action: ControlAction,
  { run, step }: { readonly run: string; readonly step?: string },
  [reason, next]: Reason,
): ControlRefused {
  const filled = next?.replace('<run>', run).replace('<step>', step ?? '<step>')
  return new ControlRefused({
    action,
    run,
    reason,
    ...(step !== undefined && { step }),
    ...(filled !== undefined && { next: filled }),
  })
}
