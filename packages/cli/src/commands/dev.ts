import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectChanges } from '../dev/project-changes.ts'
import { problemOf, startServing, type Launch } from '../dev/serving-process.ts'
import { supervise } from '../dev/supervise.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { findConfig } from '../load/config.ts'
import type { Reporter } from '../print/report.ts'
import type { ServeOptions } from './serve.ts'

/** Serves like `sluice serve`, and anew when a file of the project changes. */
export async function dev(io: Io, report: Reporter, options: ServeOptions): Promise<number> {
  const file = await findConfig(io, options.config)
  const folder = dirname(file)
  const changes = projectChanges(folder)
  const launch = ownLaunch()
  let first = true
  try {
    await supervise(
      {
        start: () => {
          const args = serveArgs(file, options, first)
          first = false
          return startServing(launch, args)
        },
        problem: signal => problemOf(launch, ['check', '--config', file], signal),
        changed: signal => changes.next(signal),
        say: text => report.note(text),
      },
      io.signal,
    )
    return exitCodes.ok
  } finally {
    changes.close()
  }
}

/** A browser is opened once; later starts find its page open. */
function serveArgs(file: string, options: ServeOptions, first: boolean): readonly string[] {
  const { host, port, logs, scheduler, worker, open, metricsHost, metricsPort } = options
  const given: readonly (readonly [string, string | undefined])[] = [
    ['--host', host],
    ['--port', port],
    ['--logs', logs],
    ['--metrics-host', metricsHost],
    ['--metrics-port', metricsPort],
  ]
  return [
    'serve',
    '--config',
    file,
    ...given.flatMap(([name, value]) => (value === undefined ? [] : [name, value])),
    ...(scheduler ? [] : ['--no-scheduler']),
    ...(worker ? [] : ['--no-worker']),
    ...(open === true && first ? ['--open'] : []),
  ]
}

/** This command as another process starts it: from sources or as it is installed. */
function ownLaunch(): Launch {
  const script = import.meta.url.endsWith('.ts') ? '../bin.ts' : '../bin.js'
  return {
    node: process.execPath,
    flags: process.execArgv,
    script: fileURLToPath(new URL(script, import.meta.url)),
  }
}
