import type { Notice, Thread } from '@sluice/core'
import { contextOf, type ChannelWorld } from '@sluice/core/testing'

/** Sends notices one after the other, as an engine does; the thread after the last. */
export async function tell(world: ChannelWorld, notices: readonly Notice[]): Promise<Thread | undefined> {
  const context = contextOf(world, AbortSignal.timeout(5_000))
  let thread: Thread | undefined
  for (const notice of notices) thread = (await world.channel.send(notice, thread, context)) ?? thread
  return thread
}
