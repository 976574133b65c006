import type { Claim } from '../journal/journal.ts'
import { heartbeatMs } from './owner.ts'

/** Says regularly that the owner of a run is alive, until it is stopped; `lost` gets what a beat failed with. */
export function startHeartbeat(claim: Claim, lost: (error: unknown) => void): { stop(): void } {
  const timer = setInterval(() => void claim.beat().catch(lost), heartbeatMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
