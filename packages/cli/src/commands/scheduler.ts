import { runScheduler, scheduleTargets, type SchedulerOptions } from '@sluice/engine'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { withProject, type OpenProject } from '../load/engine.ts'
import type { Reporter } from '../print/report.ts'
import { linesDisplay } from '../print/run-lines.ts'
import { schedulerLine } from '../print/scheduler-lines.ts'
import { styleFor } from '../print/style.ts'
import { plural } from '../print/words.ts'

/** Starts runs when they are due, until it is stopped. */
export async function scheduler(
  io: Io,
  report: Reporter,
  options: { readonly config?: string },
): Promise<number> {
  return withProject(io, options, async project => {
    const count = scheduleTargets(project.config).length
    report.note(
      `${plural(count, 'schedule')}. Ctrl-C: no new runs, then end; twice: end at once and go on the next time.`,
    )
    await runScheduler({
      ...schedulerOptions(io, project),
      stop: io.signal,
      cancel: new AbortController().signal,
    })
    return exitCodes.ok
  })
}

/** What dispatching runs in this process needs, except for when it ends. */
export function schedulerOptions(
  io: Io,
  { config, engine }: OpenProject,
): Omit<SchedulerOptions, 'stop' | 'cancel'> {
  const style = styleFor(io.stderr, io.env)
  const write = (text: string) => void io.stderr.write(text)
  const zones = config.deployments.map(({ name, timezone = 'UTC' }) => ({
    plan: { deployment: name },
    timeZone: timezone,
  }))
  const display = linesDisplay(write, style, zones)
  return {
    config,
    engine,
    journal: engine.schedules,
    alerts: config.alerts,
    now: io.now,
    wait,
    onEvent: event => {
      const line = schedulerLine(event, config, style)
      if (line !== undefined) write(`${line}\n`)
    },
    onRunEvent: event => display.event(event),
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
