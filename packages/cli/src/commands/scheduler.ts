import { journalFigures, runScheduler, scheduleTargets, type SchedulerOptions } from '@sluice/engine'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { withProject, type OpenProject } from '../load/engine.ts'
import { errorText } from '../print/error.ts'
import { jsonDisplay, jsonLogs, jsonNote, jsonScheduled, type LogOptions } from '../print/json-display.ts'
import type { Reporter } from '../print/report.ts'
import { linesDisplay } from '../print/run-lines.ts'
import { schedulerLine } from '../print/scheduler-lines.ts'
import { styleFor } from '../print/style.ts'
import { plural } from '../print/words.ts'
import { metricsOf, type MetricsOptions } from './metrics.ts'

/** Options of `sluice scheduler`. */
export interface SchedulerCommandOptions extends LogOptions, MetricsOptions {
  readonly config?: string
}

/** Starts runs when they are due, until it is stopped. */
export async function scheduler(io: Io, report: Reporter, options: SchedulerCommandOptions): Promise<number> {
  const json = jsonLogs(options)
  const note = (text: string) => (json ? jsonNote(io, 'info', text) : report.note(text))
  const { observers, serve } = metricsOf(io, options)
  const work = async (project: OpenProject) => {
    const { journal, schedules, incidents } = project.engine
    const metrics = await serve({
      journal: journalFigures(journal, schedules, incidents),
      onTrouble: error => note(errorText(error, styleFor(io.stderr, io.env))),
    })
    try {
      if (metrics !== undefined) note(`Metrics: ${metrics.url}`)
      const count = scheduleTargets(project.config).length
      note(
        `${plural(count, 'schedule')}. Ctrl-C: no new runs, then end; twice: end at once and go on the next time.`,
      )
      const cancel = new AbortController().signal
      await runScheduler({ ...schedulerOptions(io, project, { json }), stop: io.signal, cancel })
      return exitCodes.ok
    } finally {
      await metrics?.close()
    }
  }
  return withProject(io, options, work, observers)
}

/** What dispatching runs in this process needs, except for when it ends. */
export function schedulerOptions(
  io: Io,
  { config, engine }: OpenProject,
  { json }: { readonly json: boolean } = { json: false },
): Omit<SchedulerOptions, 'stop' | 'cancel'> {
  const style = styleFor(io.stderr, io.env)
  const write = (text: string) => void io.stderr.write(text)
  const zones = config.deployments.map(({ name, timezone = 'UTC' }) => ({
    plan: { deployment: name },
    timeZone: timezone,
  }))
  const display = json ? jsonDisplay(io) : linesDisplay(write, style, zones)
  return {
    config,
    engine,
    journal: engine.schedules,
    alerts: config.alerts,
    now: io.now,
    wait,
    onEvent: event => {
      if (json) return jsonScheduled(io, event)
      const line = schedulerLine(event, config, style)
      if (line !== undefined) write(`${line}\n`)
      return undefined
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
