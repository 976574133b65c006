import { createLogUpdate } from 'log-update'
import type { RunEvent, RunRequest } from '@sluice/engine'
import type { Output } from '../io.ts'
import { aboveView } from './above-view.ts'
import type { Display } from './display.ts'
import { elementCounts, withMaps } from './maps.ts'
import { statusText } from './run-lines.ts'
import type { Style } from './style.ts'
import { table } from './table.ts'
import { seconds, shortened, whole } from './words.ts'

interface Row {
  readonly label: string
  readonly steps: Map<string, string>
  /** What the running steps say of themselves, such as `2,000 of 5,000`. */
  readonly progress: Map<string, string>
  status: string
  startedAt: number | undefined
}

const marks: Readonly<Record<string, string>> = {
  waiting: '·',
  running: '▸',
  succeeded: '✓',
  memoised: '=',
  failed: '✗',
  blocked: '■',
  skipped: '-',
  cancelled: '-',
}

/** One line per client that changes in place: its steps as marks, what it does now, how long it takes. */
export function liveDisplay(
  { stderr, stdout }: { readonly stderr: Output; readonly stdout: Output },
  style: Style,
  requests: readonly RunRequest[],
): Display {
  const update = createLogUpdate(stderr as unknown as NodeJS.WriteStream)
  const view = aboveView(stdout.isTTY === true ? [stderr, stdout] : [stderr], () => update.clear())
  const rows = new Map(requests.map(request => [keyOf(request.plan), rowOf(request)]))
  const draw = () => view.own(() => update(drawing([...rows.values()], style)))
  const timer = setInterval(draw, 250)
  return {
    event: event => {
      const row = rows.get(keyOf(event))
      if (row !== undefined) apply(row, event)
      draw()
    },
    close: () => {
      clearInterval(timer)
      draw()
      view.own(() => update.done())
      view.release()
    },
  }
}

function keyOf({ pipeline, deployment }: { readonly pipeline: string; readonly deployment: string }): string {
  return `${pipeline}/${deployment}`
}

function rowOf({ plan, label }: RunRequest): Row {
  const steps = new Map(plan.steps.map(({ name }) => [name, 'waiting']))
  return {
    label: label ?? plan.deployment,
    steps,
    progress: new Map(),
    status: 'waiting',
    startedAt: undefined,
  }
}

function apply(row: Row, event: RunEvent): void {
  if (event.kind === 'run-started') {
    row.status = 'running'
    row.startedAt = performance.now()
  }
  if (event.kind === 'step-started') {
    row.steps.set(event.step, 'running')
    row.progress.delete(event.step)
  }
  if (event.kind === 'step-progress') {
    const of = event.total === undefined ? '' : ` of ${whole(event.total)}`
    row.progress.set(event.step, ` ${whole(event.done)}${of}`)
  }
  if (event.kind === 'step-finished') row.steps.set(event.step, event.status)
  if (event.kind === 'steps-added') for (const step of event.steps) row.steps.set(step, 'waiting')
  if (event.kind === 'step-retry') row.progress.set(event.step, ` waits to try again`)
  if (event.kind === 'run-finished') row.status = event.status
}

/** What a run does now: its running steps, or that it waits for its turn. */
function activity({ steps, progress }: Row): string {
  const running = shownSteps(steps).filter(({ state }) => state === 'running')
  if (running.length === 0) return 'waiting'
  return running
    .map(
      ({ step: { name }, map }) =>
        `${name}${map === undefined ? (progress.get(name) ?? '') : ` ${elementCounts(map)}`}`,
    )
    .join(', ')
}

/** The steps, those of a map as one that runs as long as something of it does. */
function shownSteps(steps: Row['steps']) {
  return withMaps([...steps].map(([name, status]) => ({ name, status }))).map(shown => {
    const busy = shown.all.some(({ status }) => status === 'running')
    return { ...shown, state: busy ? 'running' : shown.step.status }
  })
}

function drawing(rows: readonly Row[], style: Style): string {
  const cells = rows.map(row => [
    shortened(row.label),
    shownSteps(row.steps)
      .map(({ state }) => paint(state, style))
      .join(''),
    row.status === 'running' ? style.dim(activity(row)) : statusText(row.status, style),
    row.startedAt === undefined || row.status !== 'running'
      ? ''
      : style.dim(seconds((performance.now() - row.startedAt) / 1000)),
  ])
  return table([{ title: '' }, { title: '' }, { title: '' }, { title: '' }], cells).replace(/^\n/, '')
}

function paint(status: string, style: Style): string {
  const mark = marks[status] ?? '?'
  if (status === 'succeeded' || status === 'memoised') return style.good(mark)
  if (status === 'failed' || status === 'blocked') return style.bad(mark)
  return status === 'running' ? style.strong(mark) : style.dim(mark)
}
