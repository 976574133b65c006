/**
 * What becomes of a map when elements do not finish. All others run to their end in any case.
 *
 * - `block` (default): what needs the map is skipped, and the run fails.
 * - `continue`: the map goes on with the rest, whose results say which did not finish.
 * - `atMost`, `atMostShare`: goes on while no more than so many, or such a share from 0 to 1, did not finish.
 *
 * A map none of whose elements finished never goes on.
 */
export type FailurePolicy =
  | 'block'
  | 'continue'
  | { readonly atMost: number }
  | { readonly atMostShare: number }

/** Why so many failures are too many, in words that follow a count; undefined when the map may go on. */
export function whyTooMany(policy: FailurePolicy, failed: number, elements: number): string | undefined {
  if (failed === 0) return undefined
  if (failed === elements) return 'and something must be left'
  if (policy === 'block') return 'and all must'
  if (policy === 'continue') return undefined
  if ('atMost' in policy) {
    return failed <= policy.atMost ? undefined : `and at most ${policy.atMost} may fail`
  }
  const share = `${Math.round(policy.atMostShare * 1000) / 10} %`
  return failed <= policy.atMostShare * elements ? undefined : `and at most ${share} may fail`
}
