import { OptionInvalid } from '../models/option-invalid.ts'
import type { PromotionRule } from '../scoring/definition.ts'
import type { Range } from './range.ts'

/** How options of the learner are searched. Nothing is promoted: the result is a table and code to paste. */
export interface SearchOptions {
  /** Ranges by option of the learner, such as `{ leaves: between(7, 127, { whole: true }) }`. */
  readonly over: Readonly<Record<string, Range>>
  /** Different sets of options that are tried; default 27. */
  readonly trials?: number
  /**
   * `halving` (the default) tries all on a part of the training rows and goes on with the better third on three times
   * as many, until few are tried on all. `random` tries each on all rows.
   */
  readonly method?: 'halving' | 'random'
  /** What is compared, over the folds of the training's plan. Default: `logLoss`, of a regression `rmse`. */
  readonly metric?: PromotionRule['metric']
  /** After so many minutes of fitting, all trials together, no further one begins. Default 240. */
  readonly minutes?: number
  /** Of the drawn options; default 0. */
  readonly seed?: number
}

/** Trials that do not wait for each other. */
export interface Rung {
  readonly trials: number
  /** Where trials come from: drawn anew, or the best of the rung before. */
  readonly from: 'drawn' | 'best'
  /** Position of the first of the drawn ones. */
  readonly first: number
  /** Part of the training rows that is learned from. */
  readonly share: number
}

const factor = 3
const waveSize = 9
const smallestShare = 1 / 27

/**
 * How many minutes of fitting a search may take.
 *
 * @throws OptionInvalid
 */
export function minutesOf({ minutes = 240 }: SearchOptions): number {
  if (Number.isFinite(minutes) && minutes > 0) return minutes
  throw new OptionInvalid({
    of: 'search',
    option: 'minutes',
    value: minutes,
    expected: 'a finite number above 0',
  })
}

/** The rungs of a search, in order: all that is known of it before anything runs. */
export function rungsOf({ trials = 27, method = 'halving' }: SearchOptions): readonly Rung[] {
  checkTrials(trials)
  if (method === 'random') {
    return Array.from({ length: Math.ceil(trials / waveSize) }, (_, i): Rung => {
      const first = i * waveSize
      return { trials: Math.min(waveSize, trials - first), from: 'drawn', first, share: 1 }
    })
  }
  const counts = [trials]
  while ((counts.at(-1) as number) > factor && counts.length < 4) {
    counts.push(Math.ceil((counts.at(-1) as number) / factor))
  }
  return counts.map((count, i) => ({
    trials: count,
    from: i === 0 ? 'drawn' : 'best',
    first: 0,
    share: Math.max(smallestShare, factor ** (i - counts.length + 1)),
  }))
}

function checkTrials(trials: number): void {
  if (Number.isSafeInteger(trials) && trials >= 1 && trials <= 1000) return
  throw new OptionInvalid({
    of: 'search',
    option: 'trials',
    value: trials,
    expected: 'a whole number from 1 to 1000',
  })
}

/** How many trials and folds a search has. */
export interface SearchShape {
  readonly rungs: readonly Rung[]
  readonly folds: number
}

/** What stands in a row by rung, trial and fold, in lists of lists; of a part of the row the rungs that are whole. */
export function inRungs<T>(
  flat: readonly T[],
  { rungs, folds }: SearchShape,
): readonly (readonly (readonly T[])[])[] {
  const lists: (readonly (readonly T[])[])[] = []
  let at = 0
  for (const { trials } of rungs) {
    if (at + trials * folds > flat.length) break
    const first = at
    lists.push(
      Array.from({ length: trials }, (_, i) => flat.slice(first + i * folds, first + (i + 1) * folds)),
    )
    at += trials * folds
  }
  return lists
}
