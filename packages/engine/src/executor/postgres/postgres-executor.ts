import type { Executor } from '../executor.ts'
import { busyRun, openBy, type RunRequest } from '../../run/open-run.ts'
import { workersOwner } from '../../run/owner.ts'
import type { Services } from '../../run/services.ts'
import { beginRun, cancelRun, type Carrier } from './carried-run.ts'
import { followRuns } from './follow-runs.ts'

/** Has the workers of the database work on the steps; this process only watches. */
export function postgresExecutor(carrier: Carrier, onTrouble: (error: unknown) => void): Executor {
  return {
    async run(services, requests, cancel) {
      const ids = await submitRuns(carrier, services, requests)
      const stop = () => {
        for (const id of ids) cancelRun(carrier, id, services.who).catch(onTrouble)
      }
      if (cancel.aborted) stop()
      else cancel.addEventListener('abort', stop, { once: true })
      try {
        return await followRuns(carrier.scope.db, services, ids)
      } finally {
        cancel.removeEventListener('abort', stop)
      }
    },
    close: () => carrier.queue.close(),
  }
}

/** Starts runs, or goes on with unfinished ones, all or none; returns their ids. Nobody need wait for them. */
export async function submitRuns(
  carrier: Carrier,
  services: Services,
  requests: readonly RunRequest[],
): Promise<readonly string[]> {
  const ids: string[] = []
  for (const some of inParts(requests)) {
    const busy = await Promise.all(some.map(request => busyRun(services, request)))
    for (const error of busy) if (error !== undefined) throw error
  }
  for (const some of inParts(requests)) {
    const opened = await Promise.allSettled(some.map(request => submitRun(carrier, services, request)))
    ids.push(...opened.flatMap(result => (result.status === 'fulfilled' ? [result.value] : [])))
    const failed = opened.find(result => result.status === 'rejected')
    if (failed === undefined) continue
    for (const id of ids) await cancelRun(carrier, id, services.who)
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

async function submitRun(carrier: Carrier, services: Services, request: RunRequest): Promise<string> {
  const { plan, timeZone } = request
  const of = timeZone === undefined ? { plan } : { plan, timeZone }
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
