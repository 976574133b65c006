import { randomUUID } from 'node:crypto'
import { nextNotice, nothingTold, type Channel, type IncidentPolicy } from '@sluice/core'
import type { LiveIncident } from './incident-book.ts'
import { tell, type NoticeOutcome, type Telling } from './tell.ts'

/** What a sweep needs. */
export interface Sweeping extends Telling {
  readonly channels: readonly Channel[]
  readonly policy: IncidentPolicy
}

/** The one who dies over a notice holds it for so long, which is longer than a channel may take. */
const leaseMs = 120_000

/**
 * Ends what has recovered, and tells each channel what it has not heard yet. Any number of processes may do so at once:
 * each notice is told by one of them. A channel that fails stops no other. `gathered`: nothing more is expected.
 *
 * @throws when the database does not answer
 */
export async function sweepIncidents(
  sweeping: Sweeping,
  { gathered = false }: { readonly gathered?: boolean } = {},
): Promise<readonly NoticeOutcome[]> {
  const { book, channels } = sweeping
  await book.recover()
  if (channels.length === 0) return []
  const live = await book.live()
  const told = await Promise.all(channels.map(channel => tellAll(sweeping, channel, live, gathered)))
  return told.flat()
}

async function tellAll(
  sweeping: Sweeping,
  channel: Channel,
  live: readonly LiveIncident[],
  gathered: boolean,
): Promise<readonly NoticeOutcome[]> {
  const { book, policy } = sweeping
  const outcomes: NoticeOutcome[] = []
  for (const incident of live) {
    if (!isDue(sweeping, channel, incident, gathered)) continue
    const wanted = {
      incident: incident.id,
      channel: channel.name,
      lease: randomUUID(),
      leaseMs,
      policy,
      gathered,
    }
    const claimed = await book.claim(wanted)
    const outcome = claimed && (await tell(sweeping, channel, claimed))
    if (outcome === undefined) continue
    outcomes.push(outcome)
    // It is most likely away: the next sweep goes on, so that no run waits for it again and again.
    if (outcome.error !== undefined) break
  }
  return outcomes
}

/** Without it every look at what is open would write. */
function isDue(
  { policy, now }: Sweeping,
  { name }: Channel,
  { standing, told }: LiveIncident,
  gathered: boolean,
): boolean {
  const known = told.find(({ channel }) => channel === name)
  if (known?.pendingUntil !== undefined) return known.pendingUntil <= now()
  return nextNotice(known?.told ?? nothingTold, standing, policy, { now: now(), gathered }).kind === 'say'
}
