import { randomUUID } from 'node:crypto'
import { availableParallelism, hostname } from 'node:os'
import { forgetGraphs } from './executor/postgres/carried-run.ts'
import type { PlanFor } from './executor/postgres/planned-work.ts'
import { hearBell, jobBell } from './executor/postgres/job-bell.ts'
import { startHeart } from './executor/postgres/heart.ts'
import { openJobQueue } from './executor/postgres/job-queue.ts'
import { queueSchema } from './executor/postgres/queue-name.ts'
import { StepWorker } from './executor/postgres/step-worker.ts'
import { keepSweeping } from './incidents/keep-sweeping.ts'
import { observation } from './observe/observation.ts'
import type { EngineOptions } from './open-engine.ts'
import { servicesOnPostgres } from './open-services.ts'
import type { RunEvent } from './run/run-event.ts'

/** What a worker is given: as an engine, and how it finds the plan of a run. */
export interface WorkerOptions extends Omit<EngineOptions, 'executor' | 'database'> {
  /** Reference to the URL of the PostgreSQL that brings the steps, such as `env:DATABASE_URL`. */
  readonly database: string
  /** Builds the plan of a run anew, from the project as this process has it. */
  readonly planFor: PlanFor
  readonly onEvent?: (event: RunEvent) => void
  /** Gets what goes wrong besides steps, such as a lost connection; the worker goes on. */
  readonly onTrouble?: (error: unknown) => void
}

/** A process that works on steps of runs that others started. */
export interface Worker {
  /** How the journal calls it. */
  readonly name: string
  /** Steps at once. */
  readonly concurrency: number
  /** Removes what is kept of runs that finished more than a day ago besides the journal; done every hour by itself. */
  forget(): Promise<void>
  /**
   * Takes no more steps; what has not ended within `graceMs` (default 30 s) is given back and begins anew on another
   * worker.
   */
  stop(options?: { readonly graceMs?: number }): Promise<void>
}

/** A database that is away for longer is an error of the step that was worked on; the worker itself waits for ever. */
const patienceMs = 10 * 60_000
const openingMs = 30_000
const stopGraceMs = 30_000

/**
 * Starts a worker. It lives until it is stopped, survives restarts of the database, and what it was working on when it
 * dies is taken over by another one within 15 seconds.
 *
 * @throws SecretMissing, DatabaseUrlInvalid, JournalUnavailable, DatabaseFailed, JournalTooNew
 */
export async function openWorker(options: WorkerOptions): Promise<Worker> {
  const { planFor, concurrency = availableParallelism(), onEvent = () => undefined, observe = [] } = options
  const onTrouble = options.onTrouble ?? (error => process.emitWarning(String(error)))
  const { services, incidents, records } = await servicesOnPostgres(options, { patienceMs, openingMs })
  const { scope, url } = records
  try {
    const queue = await openJobQueue(scope.db, url, { supervise: true, connections: 2, onTrouble })
    const name = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`
    const { tell, watch, close } = observation(observe, services, 'worker')
    const told = (event: RunEvent) => {
      onEvent(event)
      tell(event)
    }
    const all = { ...services, incidents, onEvent: told, watch }
    const heart = startHeart({ url, schema: queueSchema(scope.db.schema) }, onTrouble)
    const worker = new StepWorker({
      heart,
      scope,
      queue,
      ...jobBell(scope.db),
      services: all,
      planFor: remembered(planFor),
      name,
      concurrency,
      onTrouble,
    })
    worker.start()
    const sweeper = keepSweeping(incidents, onTrouble)
    sweeper.start()
    const bell = hearBell(scope.db, url, () => worker.wake())
    return {
      name,
      concurrency,
      forget: () => forgetGraphs({ scope }),
      async stop({ graceMs = stopGraceMs } = {}) {
        await worker.stop(graceMs)
        await sweeper.stop()
        await bell.close()
        await heart.close()
        await queue.close()
        await services.code.close()
        await close()
        await records.close()
      },
    }
  } catch (error) {
    await records.close()
    throw error
  }
}

const plansRemembered = 200

/** Builds the plan of a run once, not for each of its steps. */
function remembered(planFor: PlanFor): PlanFor {
  const plans = new Map<string, ReturnType<PlanFor>>()
  return run => {
    // A run that goes on may have other parameters.
    const key = JSON.stringify([run.id, run.owner?.id])
    const known = plans.get(key)
    if (known !== undefined) return known
    const plan = planFor(run)
    plans.set(key, plan)
    const [oldest] = plans.keys()
    if (plans.size > plansRemembered && oldest !== undefined) plans.delete(oldest)
    return plan
  }
}
