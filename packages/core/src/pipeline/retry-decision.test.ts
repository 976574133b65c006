import fc from 'fast-check'
import { expect, test } from 'vitest'
import { retryDecision, type FailedTry, type RetryPolicy } from './retry-decision.ts'

const plain: RetryPolicy = { attempts: 3, backoffMs: 1000, maxBackoffMs: 3000 }
const policy: RetryPolicy = {
  ...plain,
  rules: [
    { on: 'sql-failed', attempts: 1 },
    { on: ['throttled', 'http-503'], attempts: 6, backoffMs: 5000, maxBackoffMs: 60_000 },
    { on: 'QuotaExceeded', backoffMs: 100 },
  ],
}
const failed = (change: Partial<FailedTry> = {}): FailedTry => ({
  attempt: 1,
  kinds: ['step-failed'],
  retry: 'later',
  ...change,
})

test.each<[string, RetryPolicy, Partial<FailedTry>, number | string]>([
  ['the first wait is the backoff', plain, {}, 1000],
  ['each further one is twice as long', plain, { attempt: 2 }, 2000],
  ['up to a limit', { ...plain, attempts: 9 }, { attempt: 5 }, 3000],
  ['so many tries and no more', plain, { attempt: 3 }, 'it failed 3 times'],
  ['no try that cannot help', plain, { retry: 'never' }, 'a later try cannot help'],
  ['a broken statement is not a throttled API', policy, { kinds: ['sql-failed'] }, 'it failed 1 times'],
  ['a throttled API is waited for', policy, { kinds: ['x', 'throttled'], attempt: 5 }, 60_000],
  ['a rule changes what it names, and nothing else', policy, { kinds: ['QuotaExceeded'], attempt: 2 }, 200],
  ['a rule is for errors that say never, too', policy, { kinds: ['http-503'], retry: 'never' }, 5000],
  ['the first rule that fits counts', policy, { kinds: ['throttled', 'sql-failed'] }, 'it failed 1 times'],
  ['who asks for time gets it', plain, { retryAfterMs: 7000 }, 7000],
  ['and not less than the backoff', plain, { retryAfterMs: 10 }, 1000],
  ['but not hours', plain, { retryAfterMs: 7_200_000 }, 'the other side asks to wait for 120 minutes'],
])('%s', (_name, given, change, expected) => {
  const decision = retryDecision(given, failed(change), 0)
  expect(decision.kind === 'retry' ? decision.waitMs : decision.reason).toBe(expected)
})

test('chance takes up to half of the backoff away, and nothing of what was asked for', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(5000), (random, retryAfterMs) => {
      const decision = retryDecision(plain, failed({ retryAfterMs }), random)
      expect(decision.kind).toBe('retry')
      if (decision.kind !== 'retry') return
      expect(decision.waitMs).toBeGreaterThanOrEqual(Math.max(500, retryAfterMs))
      expect(decision.waitMs).toBeLessThanOrEqual(Math.max(1000, retryAfterMs))
    }),
    { seed: 4 },
  )
})
