import { openWorker, runScheduler, type Worker } from '@sluice/engine'
import { schedulerOptions } from '../commands/scheduler.ts'
import type { Io } from '../io.ts'
import { engineOptions, type OpenProject } from '../load/engine.ts'
import { planOfRun } from '../load/plan-of-run.ts'

/** What a serving process does besides answering. */
export interface BackgroundOptions {
  readonly scheduler: boolean
  readonly worker: boolean
  readonly json: boolean
  readonly onTrouble: (error: unknown) => void
}

/** The scheduler and the worker of a serving process. */
export interface Background {
  /** Resolves when the scheduler has ended after `io.signal`; rejects when it could not go on. */
  readonly ended: Promise<void>
  /** Begins nothing more and waits for what runs. */
  stop(): Promise<void>
}

/** Starts runs when they are due and, where steps are for workers, works on them. */
export async function startBackground(
  io: Io,
  project: OpenProject,
  options: BackgroundOptions,
): Promise<Background> {
  const worker = options.worker ? await workerOf(io, project, options) : undefined
  const cancel = new AbortController().signal
  const stopping = new AbortController()
  const stop = AbortSignal.any([io.signal, stopping.signal])
  const { json } = options
  const ended = options.scheduler
    ? runScheduler({ ...schedulerOptions(io, project, { json }), stop, cancel })
    : aborted(stop)
  // Who stops waits for it; until then nobody may.
  ended.catch(() => undefined)
  return {
    ended,
    async stop() {
      stopping.abort()
      await Promise.allSettled([ended, worker?.stop()])
    },
  }
}

async function workerOf(
  io: Io,
  project: OpenProject,
  { onTrouble }: BackgroundOptions,
): Promise<Worker | undefined> {
  const { config } = project
  const { database, executor } = config
  if (database === undefined || executor !== 'postgres') return undefined
  return openWorker({
    ...engineOptions(io, project),
    database,
    planFor: run => planOfRun(config, run),
    onTrouble,
  })
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
