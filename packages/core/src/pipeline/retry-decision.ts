/** How often and how patiently something is tried again. */
export interface Patience {
  /** Tries in all, the first included. */
  readonly attempts: number
  /** Wait before the second try; doubles for each further one, with jitter. */
  readonly backoffMs: number
  readonly maxBackoffMs: number
}

/** Another patience for some errors. */
export interface RetryRule extends Partial<Patience> {
  /**
   * What the errors are known by: codes of Sluice's errors such as `step-timeout`, codes of Node's such as `ECONNRESET`,
   * names of classes such as `QuotaExceeded`, statuses such as `http-503`, or `throttled` for every error that says how
   * long to wait and for HTTP 429.
   */
  readonly on: string | readonly string[]
}

/**
 * How often and how patiently a step is tried again when its error says that a retry can help. `rules` say otherwise for
 * some errors, also for those that say it cannot; the first that fits counts.
 */
export interface RetryPolicy extends Patience {
  readonly rules?: readonly RetryRule[]
}

/** A try that failed. */
export interface FailedTry {
  /** Counted from 1. */
  readonly attempt: number
  /** What its error and the causes of it are known by; see {@link RetryRule.on}. */
  readonly kinds: readonly string[]
  /** Whether the error says that a later try can help. */
  readonly retry: 'never' | 'later'
  /** How long the other side asks us to wait. */
  readonly retryAfterMs?: number
}

/** Whether there is another try, and when. */
export type RetryDecision =
  | { readonly kind: 'retry'; readonly waitMs: number }
  | { readonly kind: 'fail'; readonly reason: string }

/** Who asks for more than an hour is not waited for: the run fails now and can be resumed then. */
const longestWaitMs = 3_600_000

/**
 * Decides about another try. A wait that the other side asks for is kept, also where it is longer than the backoff.
 *
 * @param random - in [0, 1); takes up to half of the backoff away.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { retryDecision } from '@sluice/core'
 *
 * const policy = {
 *   attempts: 3, backoffMs: 1000, maxBackoffMs: 60_000,
 *   rules: [{ on: 'throttled', attempts: 10 }, { on: 'sql-failed', attempts: 1 }],
 * }
 * const decide = (attempt: number, kinds: readonly string[], retryAfterMs?: number) =>
 *   retryDecision(policy, { attempt, kinds, retry: 'later', ...(retryAfterMs !== undefined && { retryAfterMs }) }, 0)
 *
 * assert.deepEqual(decide(2, ['step-timeout']), { kind: 'retry', waitMs: 2000 })
 * assert.deepEqual(decide(3, ['step-timeout']).kind, 'fail')
 * assert.deepEqual(decide(3, ['throttled'], 30_000), { kind: 'retry', waitMs: 30_000 })
 * assert.deepEqual(decide(1, ['sql-failed']).kind, 'fail')
 * ```
 */
export function retryDecision(policy: RetryPolicy, failed: FailedTry, random: number): RetryDecision {
  const { attempt, kinds, retry, retryAfterMs = 0 } = failed
  const rule = policy.rules?.find(({ on }) => [on].flat().some(kind => kinds.includes(kind)))
  if (rule === undefined && retry === 'never') return { kind: 'fail', reason: 'a later try cannot help' }
  const { attempts, backoffMs, maxBackoffMs } = { ...policy, ...rule }
  if (attempt >= attempts) return { kind: 'fail', reason: `it failed ${attempt} times` }
  if (retryAfterMs > longestWaitMs) {
    return {
      kind: 'fail',
      reason: `the other side asks to wait for ${Math.ceil(retryAfterMs / 60_000)} minutes`,
    }
  }
  const full = Math.min(maxBackoffMs, backoffMs * 2 ** (attempt - 1))
  return { kind: 'retry', waitMs: Math.max(retryAfterMs, Math.round(full * (1 - random / 2))) }
}
