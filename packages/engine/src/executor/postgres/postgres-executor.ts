import { RunBusy } from '../../errors/run-busy.ts'
import { engineCloses, type Executor } from '../executor.ts'
import { assertLimited } from '../resource-limits.ts'
import { busyRun, openBy, type RunRequest } from '../../run/open-run.ts'
import { isWorkers, workersOwner } from '../../run/owner.ts'
import type { Services } from '../../run/services.ts'
import { beginRun, cancelRun, type Carrier } from './carried-run.ts'
import { failStep } from './fail-step.ts'
import { followRuns } from './follow-runs.ts'
import { isAnybodyListening } from './job-bell.ts'

/** Has the workers of the database work on the steps; this process only watches. */
export function postgresExecutor(carrier: Carrier, onTrouble: (error: unknown) => void): Executor {
  return {
    async run(services, requests, cancel) {
      const ids = await submitRuns(carrier, services, requests)
      const stop = () => {
        if (cancel.reason === engineCloses) return
        for (const id of ids) cancelRun(carrier, id, services).catch(onTrouble)
      }
      if (cancel.aborted) stop()
      else cancel.addEventListener('abort', stop, { once: true })
      try {
        return await followRuns(carrier.scope.db, services, ids, {
          goOn: () => {
            if (cancel.reason === engineCloses) throw cancel.reason
          },
          quiet: async () => {
            if (!(await isAnybodyListening(carrier.scope.db))) onTrouble(noWorker)
          },
        })
      } finally {
        cancel.removeEventListener('abort', stop)
      }
    },
    carried: {
      cancel: (run, decision) => cancelRun(carrier, run, decision),
      fail: (run, step, error, decision) => failStep(carrier, { run, step, error, decision }),
    },
    close: () => carrier.queue.close(),
  }
}

const noWorker =
  'The steps wait for a worker, and none is connected to the database. Start one: sluice worker'

/**
 * Starts runs, goes on with unfinished ones, or finds those that the workers have already, all or none; returns their
 * ids. Nobody need wait for them.
 *
 * @throws RunBusy when a living process that is no worker has one of them, or a fresh one is wanted beside a running one
 */
async function submitRuns(
  carrier: Carrier,
  services: Services,
  requests: readonly RunRequest[],
): Promise<readonly string[]> {
  const ids: string[] = []
  for (const some of inParts(requests)) {
    const busy = await Promise.all(some.map(request => busyRun(services, request)))
    some.forEach((request, i) => {
      const error = busy[i]
      if (error !== undefined && !canJoin(error, request)) throw error
    })
  }
  for (const some of inParts(requests)) {
    const opened = await Promise.allSettled(some.map(request => submitRun(carrier, services, request)))
    ids.push(...opened.flatMap(result => (result.status === 'fulfilled' ? [result.value] : [])))
    const failed = opened.find(result => result.status === 'rejected')
    if (failed === undefined) continue
    for (const id of ids) await cancelRun(carrier, id, services)
    throw failed.reason
  }
  return ids
}

/** Runs opened at once, each over a connection of its own. */
const atOnce = 8

function inParts<T>(items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / atOnce) }, (_, i) =>
    items.slice(i * atOnce, (i + 1) * atOnce),
  )
}

/** The run that the workers have is the one that was asked for. */
function canJoin({ owner }: RunBusy, { fresh = false }: RunRequest): boolean {
  return isWorkers(owner) && !fresh
}

async function submitRun(carrier: Carrier, services: Services, request: RunRequest): Promise<string> {
  try {
    return await startRun(carrier, services, request)
  } catch (error) {
    if (error instanceof RunBusy && canJoin(error, request)) return error.run
    throw error
  }
}

async function startRun(carrier: Carrier, services: Services, request: RunRequest): Promise<string> {
  const { plan, timeZone, priority } = request
  assertLimited(plan, carrier.resources ?? {})
  const of = {
    plan,
    ...(timeZone !== undefined && { timeZone }),
    ...(priority !== undefined && { priority }),
  }
  const { run, continued } = await openBy(services, request, {
    owner: workersOwner,
    start: async started => (await beginRun(carrier, { ...of, run: started }, undefined)) || undefined,
    takeOver: async (started, owner) =>
      (await beginRun(carrier, { ...of, run: started }, { owner })) || undefined,
  })
  const { id, pipeline, deployment, asOf } = run
  services.onEvent({ run: id, pipeline, deployment, kind: 'run-started', asOf, continued })
  return id
}
