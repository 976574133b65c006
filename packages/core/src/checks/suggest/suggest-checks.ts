import type { CheckCandidate } from './candidate.ts'
import type { InjectedError } from './injected-error.ts'
import { bandsOf, isReported, minChanges } from './judge-loads.ts'
import type { LoadValues } from './measure-loads.ts'

/** Metrics of past good loads, as they were and with each error in each of them. */
export interface MeasuredLoads {
  readonly at: readonly Date[]
  readonly clean: LoadValues
  readonly broken: readonly { readonly error: InjectedError; readonly values: LoadValues }[]
}

/** How checks are chosen. */
export interface SuggestOptions {
  /** Share of the tests of a check that may be false alarms. */
  readonly falseAlarms: number
  /** False alarms that all checks together may give a day. */
  readonly perDay: number
  /** A check that catches fewer errors more than the others, as a share of all, is left out; default 0.002. */
  readonly minGain?: number
}

/** A check that is proposed. */
export interface SuggestedCheck {
  readonly candidate: CheckCandidate
  readonly minChange: number
  /** Share of the errors that concern it which it catches. */
  readonly catches: number
  /** Share of all errors that only it catches, of those chosen before it. */
  readonly gain: number
}

/** What is proposed and what it would catch. */
export interface Suggestion {
  readonly checks: readonly SuggestedCheck[]
  /** Share of the errors that the checks together catch. */
  readonly catches: number
  /** Errors times loads they were put into. */
  readonly tried: number
  /** Good loads that were judged; none of them is reported by the checks. */
  readonly loads: number
  /** The same by family of errors. */
  readonly byFamily: readonly { readonly family: string; readonly tried: number; readonly caught: number }[]
}

interface Tried {
  readonly candidate: CheckCandidate
  readonly minChange: number
  readonly caught: ReadonlySet<number>
}

/**
 * Chooses the checks that catch most of the errors put into past good loads, each with the least change at which none of
 * these loads is reported, as long as the expected false alarms stay within the budget (after Auto-Validate-by-History).
 */
export function suggestChecks(
  candidates: readonly CheckCandidate[],
  measured: MeasuredLoads,
  options: SuggestOptions,
): Suggestion {
  const usable = candidates.flatMap((candidate, i) => tryCandidate(candidate, i, measured, options) ?? [])
  const loads = [...new Set(usable.flatMap(({ judged }) => judged))]
  const tried = measured.broken.length * loads.length
  const chosen = choose(usable, tried, options)
  const caught = new Set(chosen.flatMap(({ found }) => [...found.caught]))
  return {
    checks: chosen.map(({ found, gain }) => ({
      candidate: found.candidate,
      minChange: found.minChange,
      catches: catchRate(found, measured),
      gain: tried === 0 ? 0 : gain / tried,
    })),
    catches: tried === 0 ? 0 : caught.size / tried,
    tried,
    loads: loads.length,
    byFamily: families(measured, caught, loads),
  }
}

interface Tried {
  readonly candidate: CheckCandidate
  readonly minChange: number
  /** Loads that it can judge. */
  readonly judged: readonly number[]
  /** What it catches: an error in a load, see {@link caseOf}. */
  readonly caught: ReadonlySet<number>
}

/** A number for an error in a load. */
function caseOf(error: number, load: number, { at }: MeasuredLoads): number {
  return error * at.length + load
}

/** A check with the least change at which no good load is reported; undefined where there is none. */
function tryCandidate(
  candidate: CheckCandidate,
  index: number,
  measured: MeasuredLoads,
  { falseAlarms }: SuggestOptions,
): Tried | undefined {
  const { at, clean, broken } = measured
  const values = clean[index] ?? []
  // A metric without a value on good days says nothing when it has none.
  if (values.some(found => found === undefined)) return undefined
  const { scale } = candidate
  const bands = bandsOf(values, at, scale, falseAlarms)
  const judged = bands.flatMap((band, load) => (band === undefined ? [] : [{ band, load }]))
  if (judged.length === 0) return undefined
  const quiet = minChanges.findIndex(minChange =>
    judged.every(({ band, load }) => !isReported(values[load], band, scale, minChange)),
  )
  if (quiet < 0) return undefined
  const minChange = minChanges[quiet] as number
  const caught = new Set<number>()
  for (const [error, { values: wrong }] of broken.entries()) {
    for (const { band, load } of judged) {
      if (isReported(wrong[index]?.[load], band, scale, minChange)) caught.add(caseOf(error, load, measured))
    }
  }
  return { candidate, minChange, judged: judged.map(({ load }) => load), caught }
}

/** One after another the one that catches most of what is not caught yet. */
function choose(
  usable: readonly Tried[],
  tried: number,
  { falseAlarms, perDay, minGain = 0.002 }: SuggestOptions,
): readonly { readonly found: Tried; readonly gain: number }[] {
  const chosen: { found: Tried; gain: number }[] = []
  const caught = new Set<number>()
  const left = new Set(usable)
  while (left.size > 0 && (chosen.length + 1) * falseAlarms <= perDay) {
    const ranked = [...left].map(found => ({ found, gain: found.caught.difference(caught).size }))
    const best = ranked.reduce((most, each) => (each.gain > most.gain ? each : most))
    if (best.gain === 0 || best.gain < minGain * tried) break
    chosen.push(best)
    left.delete(best.found)
    for (const each of best.found.caught) caught.add(each)
  }
  return chosen
}

/** Share of the errors in its own column, or in all, that a check catches. */
function catchRate({ candidate, judged, caught }: Tried, measured: MeasuredLoads): number {
  const concerned = measured.broken.flatMap(({ error }, e) =>
    [undefined, error.column].includes(candidate.column) || error.column === undefined ? [e] : [],
  )
  const hits = concerned.flatMap(e => judged.filter(load => caught.has(caseOf(e, load, measured))))
  return concerned.length === 0 ? 0 : hits.length / (concerned.length * judged.length)
}

function families(
  measured: MeasuredLoads,
  caught: ReadonlySet<number>,
  loads: readonly number[],
): Suggestion['byFamily'] {
  const cases = measured.broken.flatMap(({ error: { family } }, e) =>
    loads.map(load => ({ family, isCaught: caught.has(caseOf(e, load, measured)) })),
  )
  return [...Map.groupBy(cases, ({ family }) => family)].map(([family, all]) => ({
    family,
    tried: all.length,
    caught: all.filter(({ isCaught }) => isCaught).length,
  }))
}
