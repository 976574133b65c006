import type { CheckResult, Json } from '@sluice/core'
import type { KeyParts } from '../plan/key-parts.ts'
import type { ErrorRecord, EventRecord, RunStatus, StepRecord, StepStatus } from '../journal/journal.ts'

/** What the events of a run say about it. */
export interface Projection {
  readonly status: RunStatus
  readonly steps: readonly StepRecord[]
}

type Data = Readonly<Record<string, Json>>
type State = { status: RunStatus; steps: Map<string, StepRecord> }

/** What each kind of event changes; the others change nothing. */
const changes: Readonly<Record<string, (state: State, event: EventRecord, data: Data) => void>> = {
  'run-started': begin,
  'run-continued': begin,
  'run-interrupted': state => rest(state, 'interrupted'),
  'run-finished': (state, _event, { status }) => rest(state, status as RunStatus),
  'step-started': ({ steps }, { step = '', attempt = 0, at }) => {
    const before = steps.get(step) as StepRecord
    steps.set(step, { ...before, status: 'running', attempts: attempt, startedAt: before.startedAt ?? at })
  },
  'step-finished': ({ steps }, { step = '' }, data) => {
    const { startedAt, run, name } = steps.get(step) as StepRecord
    const { status, attempts, seconds, key, parts, output, error, checks } = data
    steps.set(step, {
      run,
      name,
      status: status as StepStatus,
      attempts: attempts as number,
      seconds: seconds as number,
      checks: checks as unknown as readonly CheckResult[],
      ...(startedAt !== undefined && { startedAt }),
      ...(typeof key === 'string' && { key }),
      ...(parts !== undefined && { parts: parts as unknown as KeyParts }),
      ...(output !== undefined && { output }),
      ...(error !== undefined && { error: error as unknown as ErrorRecord }),
    })
  },
  'steps-added': (state, { run, step = '' }, { steps }) => {
    const all = [...state.steps.values()]
    const after = all.findIndex(({ name }) => name === step) + 1
    const added = (steps as readonly string[]).map(name => waiting(run, name))
    state.steps = new Map(all.toSpliced(after, 0, ...added).map(one => [one.name, one]))
  },
  'step-skipped': ({ steps }, { step = '' }, { output }) => {
    const { error: _error, output: _output, ...before } = steps.get(step) as StepRecord
    steps.set(step, { ...before, status: 'skipped', ...(output !== undefined && { output }) })
  },
  'step-marked-failed': (state, { step = '' }, { error }) => {
    const { output: _output, ...before } = state.steps.get(step) as StepRecord
    state.steps.set(step, { ...before, status: 'failed', error: error as unknown as ErrorRecord })
    if (state.status !== 'running') state.status = 'failed'
  },
}

/** Folds the events of a run into what its records must say: the event log is the truth, records are views of it. */
export function projectionOf(events: readonly EventRecord[]): Projection {
  const state: State = { status: 'running', steps: new Map() }
  for (const event of events) changes[event.kind]?.(state, event, event.data as Data)
  return { status: state.status, steps: [...state.steps.values()] }
}

function begin(state: State, { run }: EventRecord, { steps }: Data): void {
  state.status = 'running'
  state.steps = new Map((steps as readonly string[]).map(name => [name, waiting(run, name)]))
}

function waiting(run: string, name: string): StepRecord {
  return { run, name, status: 'waiting', attempts: 0, seconds: 0, checks: [] }
}

/** Nobody works on the run: what was running will run again. */
function rest(state: State, status: RunStatus): void {
  state.status = status
  for (const [name, step] of state.steps) {
    if (step.status === 'running') state.steps.set(name, { ...step, status: 'waiting' })
  }
}
