import type { RunEvents } from '../api/run-event.ts'
import { runEventOf } from './event-text.ts'
import type { Reads } from './reads.ts'
import { runSeen } from './scope.ts'

/**
 * Events of a run after one of them, oldest first.
 *
 * @throws NotFound
 */
export async function runEventsOf(
  reads: Reads,
  id: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<RunEvents> {
  await runSeen(reads, id)
  const found = await reads.engine.views.events(id, { after, limit: limit + 1 })
  const shown = found.slice(0, limit)
  return { items: shown.map(runEventOf), last: shown.at(-1)?.id ?? after, more: found.length > limit }
}
