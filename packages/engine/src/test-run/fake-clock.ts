/** A clock that a test moves. */
export interface FakeClock {
  /** For `now` of a test run. */
  readonly now: () => Date
  advance(ms: number): void
}

/**
 * A clock that stands still until it is moved.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { fakeClock } from '@sluice/engine'
 *
 * const clock = fakeClock(new Date('2026-03-02T06:00:00Z'))
 * clock.advance(90_000)
 * assert.equal(clock.now().toISOString(), '2026-03-02T06:01:30.000Z')
 * ```
 */
export function fakeClock(start: Date): FakeClock {
  let at = start.getTime()
  return {
    now: () => new Date(at),
    advance(ms) {
      at += ms
    },
  }
}
