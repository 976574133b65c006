import type { AccessLimits, RequestRate } from '@sluice/core'
import type { Route } from '../http/route.ts'
import type { Principal } from './principal.ts'
import { tokenBuckets } from './token-bucket.ts'

/** Who has asked for too much. */
export interface Limits {
  /** Counts a request; seconds to wait when it is one too many, else 0. */
  asked(principal: Principal, route: Route | undefined): number
  /** Counts a wrong token or a login that failed; seconds to wait when it is one too many, else 0. */
  failed(address: string): number
  /** As {@link Limits.failed}, and counts nothing. */
  failuresWait(address: string): number
  /** Whether a refusal of this address is one of those that are noted. */
  noted(address: string): boolean
}

const requests: RequestRate = { perSecond: 50, burst: 300 }
const failures: RequestRate = { perSecond: 1 / 6, burst: 10 }
/** A flood of refusals neither fills the audit log nor hides in it what else happened. */
const notes: RequestRate = { perSecond: 0.5, burst: 60 }
const unlimited: RequestRate = { perSecond: 1e9, burst: 1e9 }
const scorePath = '/v1/models/{model}:score'

/** The limits of a server, over a clock of milliseconds that never goes back. */
export function limitsOf(given: AccessLimits, clock: () => number): Limits {
  const all = tokenBuckets(given.requests ?? requests, clock)
  const scores = tokenBuckets(given.scoring ?? unlimited, clock)
  const wrong = tokenBuckets(given.failures ?? failures, clock)
  const kept = tokenBuckets(notes, clock)
  return {
    asked({ kind, id }, route) {
      if (kind === 'local') return 0
      return route?.path === scorePath ? scores.take(id) : all.take(id)
    },
    failed: address => wrong.take(address),
    failuresWait: address => wrong.wait(address),
    noted: address => kept.take(address) === 0,
  }
}
