import { once } from 'node:events'
import { openWorker } from '@sluice/engine'
import { ConfigInvalid } from '../errors/config-invalid.ts'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { loadConfig } from '../load/config.ts'
import { engineOptions } from '../load/engine.ts'
import { planOfRun } from '../load/plan-of-run.ts'
import { errorMessage, errorText } from '../print/error.ts'
import { jsonDisplay, jsonLogs, jsonNote, type LogOptions } from '../print/json-display.ts'
import type { Reporter } from '../print/report.ts'
import { linesDisplay } from '../print/run-lines.ts'
import { styleFor } from '../print/style.ts'
import { plural } from '../print/words.ts'
import { metricsOf, type MetricsOptions } from './metrics.ts'

/** Options of `sluice worker`. */
export interface WorkerCommandOptions extends LogOptions, MetricsOptions {
  readonly config?: string
  readonly concurrency?: string
}

/** Works on steps that the database brings, until it is stopped. */
export async function worker(io: Io, report: Reporter, options: WorkerCommandOptions): Promise<number> {
  const loaded = await loadConfig(io, options.config)
  const { config, file } = loaded
  const { database } = config
  if (database === undefined) {
    const reason = `has no database: write database: env('DATABASE_URL') and executor: 'postgres'`
    throw new ConfigInvalid({ file, reason })
  }
  const json = jsonLogs(options)
  const style = styleFor(io.stderr, io.env)
  const write = (text: string) => void io.stderr.write(text)
  const display = json ? jsonDisplay(io) : linesDisplay(write, style, [])
  const onTrouble = (error: unknown) =>
    json ? jsonNote(io, 'error', errorMessage(error)) : write(`${errorText(error, style)}\n`)
  const { observers, serve } = metricsOf(io, options)
  const metrics = await serve({ onTrouble })
  const opened = await openWorker({
    ...engineOptions(io, loaded, observers),
    ...(options.concurrency !== undefined && { concurrency: concurrencyOf(options.concurrency) }),
    database,
    planFor: run => planOfRun(config, run),
    onEvent: event => display.event(event),
    onTrouble,
  }).catch(async (error: unknown) => {
    await metrics?.close()
    throw error
  })
  const note = (text: string) => (json ? jsonNote(io, 'info', text) : report.note(text))
  if (metrics !== undefined) note(`Metrics: ${metrics.url}`)
  note(`${opened.name} works, ${plural(opened.concurrency, 'step')} at once. Ctrl-C: no new steps, then end.`)
  if (!io.signal.aborted) await once(io.signal, 'abort')
  await opened.stop()
  await metrics?.close()
  return exitCodes.ok
}

function concurrencyOf(text: string): number {
  const concurrency = Number(text)
  if (Number.isInteger(concurrency) && concurrency > 0) return concurrency
  throw new UsageInvalid({ reason: `--concurrency "${text}" is not a number of steps: write one such as 4` })
}
