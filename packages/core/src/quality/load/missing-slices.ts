import { count, list, percent } from '../../checks/wording.ts'

/** A part of a load, such as a campaign, a day or an hour, and how much of it there is. */
export interface Slice {
  readonly name: string
  /** Rows, money or anything that says how much it matters. */
  readonly size: number
}

/** What is missing of a load. */
export interface SlicesVerdict {
  readonly state: 'ok' | 'learning' | 'missing'
  readonly severity?: 'block' | 'warn'
  /** Share of what earlier loads make expect, by size, that is there. */
  readonly coverage: number
  /** Slices that are not there though they usually are, the largest share first. */
  readonly missing: readonly { readonly name: string; readonly share: number }[]
  /** Slices that were in no earlier load. */
  readonly added: readonly string[]
  readonly message: string
}

/** How missing slices are judged. */
export interface SlicesOptions {
  /** Coverage below it is to block; default 0.9. */
  readonly atLeast?: number
  /** Word for what slices are, in the plural; default `slices`. */
  readonly noun?: string
  /** A slice that was in fewer of the earlier loads is not expected; default 0.75. */
  readonly usual?: number
}

/**
 * Looks for slices of a load (such as campaigns, days or hours) that are missing, by the slices of earlier loads, the
 * latest of which weighs as much as all others. A slice that comes and goes is not expected.
 */
export function judgeSlices(
  current: readonly Slice[],
  earlier: readonly (readonly Slice[])[],
  { atLeast = 0.9, noun = 'slices', usual = 0.75 }: SlicesOptions = {},
): SlicesVerdict {
  const present = new Set(current.filter(({ size }) => size > 0).map(({ name }) => name))
  if (earlier.length === 0) {
    const message = `${count(present.size)} ${noun}; learning (0 of 1 earlier loads)`
    return { state: 'learning', coverage: 1, missing: [], added: [], message }
  }
  const known = expectedSlices(earlier)
  const expected = [...known].filter(([, { presence }]) => presence >= usual)
  const total = expected.reduce((sum, [, { share }]) => sum + share, 0)
  const missing = expected
    .filter(([name]) => !present.has(name))
    .map(([name, { share }]) => ({ name, share: total === 0 ? 0 : share / total }))
    .toSorted((a, b) => b.share - a.share)
  const coverage = 1 - missing.reduce((sum, { share }) => sum + share, 0)
  const added = [...present].filter(name => !known.has(name))
  const there = `${count(expected.length - missing.length)} of ${count(expected.length)} ${noun} are there`
  if (missing.length === 0) return { state: 'ok', coverage, missing, added, message: there }
  const names = list(missing.map(({ name }) => name))
  const message = `${there}, ${percent(coverage)} of the usual size; missing: ${names}`
  return {
    state: 'missing',
    severity: coverage < atLeast ? 'block' : 'warn',
    coverage,
    missing,
    added,
    message,
  }
}

interface ExpectedSlice {
  /** Mean share of the size of loads. */
  share: number
  /** Weighted share of loads that have it. */
  presence: number
}

function expectedSlices(earlier: readonly (readonly Slice[])[]): ReadonlyMap<string, ExpectedSlice> {
  const others = earlier.length - 1
  const known = new Map<string, ExpectedSlice>()
  for (const [i, slices] of earlier.entries()) {
    const weight = others === 0 ? 1 : i === others ? 0.5 : 0.5 / others
    const total = slices.reduce((sum, { size }) => sum + Math.max(0, size), 0)
    for (const { name, size } of slices) {
      if (!(size > 0)) continue
      const found = known.get(name) ?? { share: 0, presence: 0 }
      known.set(name, { share: found.share + (weight * size) / total, presence: found.presence + weight })
    }
  }
  return known
}
