import type { SqlPart, SqlWriter } from '../sql/fragment.ts'

const dayMs = 86_400_000

/**
 * The instant as of which features are computed: everything known strictly before it may be used, nothing else.
 * Used in SQL it is a bound timestamp.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { asOfDate } from '@sluice/core'
 *
 * const asOf = asOfDate(new Date('2026-03-02T00:00:00Z'))
 * assert.equal(asOf.plusDays(28).date.toISOString(), '2026-03-30T00:00:00.000Z')
 * ```
 */
export interface AsOf extends SqlPart {
  readonly kind: 'as-of'
  readonly date: Date
  plusDays(days: number): AsOf
  minusDays(days: number): AsOf
}

/** Makes an {@link AsOf} of a date. Days are 24 hours: an `asOf` is an instant, not a calendar day. */
export function asOfDate(date: Date): AsOf {
  return Object.freeze({
    kind: 'as-of',
    sqlPart: true,
    date,
    plusDays: (days: number) => asOfDate(new Date(date.getTime() + days * dayMs)),
    minusDays: (days: number) => asOfDate(new Date(date.getTime() - days * dayMs)),
    render(into: SqlWriter) {
      into.value(date)
    },
  } as const)
}
