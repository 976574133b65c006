import type { ActionDone } from '../api/action-done.ts'
import { backfillSeen } from '../resources/backfill-list.ts'
import { pipelineSeen } from '../resources/scope.ts'
import { decisionOf, type Acting } from './acting.ts'
import { ActionRefused } from '../errors/action-refused.ts'

interface Key {
  readonly pipeline: string
  readonly deployment: string
}

/**
 * Keeps the schedule of a pipeline for a client from starting anything.
 *
 * @throws NotFound
 */
export async function pause(acting: Acting, key: Key, why: string): Promise<ActionDone> {
  const known = pipelineSeen(acting, key)
  const changed = await acting.engine.schedules.pause(known.key, decisionOf(acting, why))
  return changed
    ? { done: 'The schedule is paused.', outcome: 'done' }
    : { done: 'The schedule was paused before.', outcome: 'before' }
}

/**
 * Lets a schedule start runs again.
 *
 * @throws NotFound
 */
export async function unpause(acting: Acting, key: Key, why: string): Promise<ActionDone> {
  const known = pipelineSeen(acting, key)
  const changed = await acting.engine.schedules.unpause(known.key, decisionOf(acting, why))
  return changed
    ? { done: 'The schedule goes on.', outcome: 'done' }
    : { done: 'The schedule was not paused.', outcome: 'before' }
}

const changes = {
  pause: { from: ['running'], to: 'paused', done: 'The backfill is paused.' },
  continue: { from: ['paused'], to: 'running', done: 'The backfill goes on.' },
  cancel: { from: ['running', 'paused'], to: 'cancelled', done: 'The backfill is cancelled.' },
} as const

/**
 * Pauses a backfill, goes on with it or cancels it.
 *
 * @throws NotFound, ActionRefused
 */
export async function changeBackfill(
  acting: Acting,
  id: string,
  action: keyof typeof changes,
  why: string,
): Promise<ActionDone> {
  const { status } = await backfillSeen(acting, id)
  const { from, to, done } = changes[action]
  if (await acting.engine.schedules.changeBackfill(id, from, to, decisionOf(acting, why))) {
    return { done, outcome: 'done' }
  }
  if (status === to) return { done: `The backfill was ${to} before.`, outcome: 'before' }
  throw new ActionRefused({
    action: `${action} backfill ${id}`,
    reason: `it is ${status}`,
    next: 'Only one that has not ended can be changed.',
  })
}
