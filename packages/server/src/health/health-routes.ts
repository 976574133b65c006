import { setTimeout as pause } from 'node:timers/promises'
import { rows, type Engine } from '@sluice/engine'
import type { RawRoute } from '../app/gate.ts'
import { json } from '../http/reply.ts'

/** What readiness is made of. */
export interface HealthScope {
  readonly engine: Pick<Engine, 'database'>
  /** True from when the server closes. */
  readonly isClosing: () => boolean
}

/** How long the records may take before the server is not ready. */
const patienceMs = 2000

/**
 * `/healthz`: the process answers. `/readyz`: it answers requests, too: the records are there and migrated (an engine
 * does not open before they are), and the server is not closing. Both say nothing else, so anybody may ask.
 */
export function healthRoutes({ engine, isClosing }: HealthScope): readonly RawRoute[] {
  const isReachable = reachable(engine)
  return [
    {
      method: 'GET',
      path: '/healthz',
      handle: () => Promise.resolve(json(200, { status: 'ok' })),
    },
    {
      method: 'GET',
      path: '/readyz',
      handle: async () => {
        if (isClosing()) return json(503, { status: 'closing' })
        return (await isReachable()) ? json(200, { status: 'ready' }) : json(503, { status: 'records-away' })
      },
    },
  ]
}

/** Whether the records answer; however many ask, they are asked once at a time. */
function reachable({ database }: HealthScope['engine']): () => Promise<boolean> {
  let asking: Promise<boolean> | undefined
  return () => {
    asking ??= database
      .read(() => rows('SELECT 1 FROM repeated_requests LIMIT 1'))
      .then(
        () => true,
        () => false,
      )
      .finally(() => (asking = undefined))
    return Promise.race([asking, pause(patienceMs, false, { ref: false })])
  }
}
