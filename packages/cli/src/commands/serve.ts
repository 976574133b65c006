import { keepSweeping, scheduleTargets } from '@sluice/engine'
import { openAccess, startServer, type ServerLine } from '@sluice/server'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { withProject, type OpenProject } from '../load/engine.ts'
import { portOf } from '../load/port.ts'
import { errorMessage, errorText } from '../print/error.ts'
import { jsonLogs, jsonNote, jsonRequest, type LogOptions } from '../print/json-display.ts'
import type { Reporter } from '../print/report.ts'
import { styleFor } from '../print/style.ts'
import { plural } from '../print/words.ts'
import { startBackground } from '../serve/background.ts'
import { dashboardFolder } from '../serve/dashboard-folder.ts'
import { openPage } from '../serve/open-page.ts'
import { openScoring } from '../serve/open-scoring.ts'
import { metricsOf, type MetricsOptions } from './metrics.ts'

/** Options of `sluice serve` and `sluice dev`. */
export interface ServeOptions extends LogOptions, MetricsOptions {
  readonly config?: string
  readonly host?: string
  readonly port?: string
  readonly scheduler: boolean
  readonly worker: boolean
  readonly open?: boolean
}

/** Serves API and dashboard, starts runs when they are due and works on them, until it is stopped. */
export async function serve(io: Io, report: Reporter, options: ServeOptions): Promise<number> {
  const json = jsonLogs(options)
  const note = (text: string) => (json ? jsonNote(io, 'info', text) : report.note(text))
  const onTrouble = (error: unknown) =>
    json ? jsonNote(io, 'error', errorMessage(error)) : note(errorText(error, styleFor(io.stderr, io.env)))
  const { observers, serve: serveMetrics } = metricsOf(io, options)
  const work = async (project: OpenProject) => {
    const metrics = await serveMetrics({ onTrouble })
    if (metrics !== undefined) note(`Metrics: ${metrics.url}`)
    try {
      await serving(io, project, { ...options, json, note, onTrouble })
      return exitCodes.ok
    } finally {
      await metrics?.close()
    }
  }
  return withProject(io, options, work, observers)
}

interface Saying extends ServeOptions {
  readonly json: boolean
  readonly note: (text: string) => void
  readonly onTrouble: (error: unknown) => void
}

/** In the order of needs: access, scoring, server, and then what works; ended in the other direction. */
async function serving(io: Io, project: OpenProject, options: Saying): Promise<void> {
  await using closing = new AsyncDisposableStack()
  const { engine, config } = project
  const { server = {} } = config
  const { note, onTrouble } = options
  const host = options.host ?? server.host
  const port = options.port === undefined ? server.port : portOf('--port', options.port, 4747)
  const access = await openAccess({
    engine,
    server,
    ...(host !== undefined && { host }),
    now: io.now,
    onTrouble,
  })
  closing.defer(() => access.close())
  const online = await openScoring(project, { now: io.now, onTrouble })
  closing.defer(() => online.close())
  const dashboard = dashboardFolder()
  const running = await startServer({
    engine,
    config: () => config,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    gate: access,
    ...(server.publicUrl !== undefined && { publicUrl: server.publicUrl }),
    scoring: online.scoring,
    ...(dashboard !== undefined && { dashboard }),
    now: io.now,
    log: line => logged(io, options, line),
  })
  closing.defer(() => running.close())
  if (!options.scheduler) {
    // Actions of people are told at once; what becomes of time is not, without a scheduler.
    const sweeper = keepSweeping(engine.incidents, onTrouble)
    sweeper.start()
    closing.defer(() => sweeper.stop())
  }
  const background = await startBackground(io, project, options)
  closing.defer(() => background.stop())
  note(`Dashboard: ${server.publicUrl ?? running.url}`)
  note(workText(project, options))
  if (options.open === true) openPage(running.url)
  await background.ended
}

function workText({ config }: OpenProject, { scheduler }: Saying): string {
  const count = scheduleTargets(config).length
  const what = scheduler ? plural(count, 'schedule') : 'No scheduler here'
  return `${what}. Ctrl-C: no new runs, then end; twice: end at once and go on the next time.`
}

/** Requests that went well are not worth a line on a terminal. */
function logged(io: Io, { json, note, onTrouble }: Saying, line: ServerLine): void {
  if (json) return jsonRequest(io, line)
  if (line.error !== undefined) return onTrouble(line.error)
  if (line.level !== 'info') note(line.message)
}
