import { identifier, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import type { FoldPlan, TimeFolds } from './fold-plan.ts'
import { FoldsImpossible } from './folds-impossible.ts'
import { dateBlocks } from './time-blocks.ts'

/** One fit of the plan: conditions over the columns of training rows. */
export interface Split {
  readonly fold: number
  /** Rows that preparation and model learn from. */
  readonly learn: SqlPart
  /** Rows that early stopping watches; of other groups (or later dates) than those learned from. */
  readonly validation?: SqlPart
  /** Rows that are predicted; nothing above has seen them. */
  readonly held: SqlPart
}

/** What splits are made for. */
export interface SplitOptions {
  /** Names of the columns of the fold and the date. */
  readonly columns: { readonly fold: string; readonly asOf: string }
  readonly dates: readonly Date[]
  /** How long after its date a label is known, in days. */
  readonly horizonDays: number
  /** True when the learner stops early. */
  readonly validation: boolean
}

const dayMs = 86_400_000
const validationShare = 0.2

/**
 * The fits of a plan, one per predicted fold.
 *
 * @throws FoldsImpossible when a fit would have nothing to learn from.
 */
export function splitsOf(plan: FoldPlan, options: SplitOptions): readonly Split[] {
  return plan.kind === 'time' ? timeSplits(plan, options) : groupedSplits(plan.folds, options)
}

function groupedSplits(folds: number, { columns, validation }: SplitOptions): readonly Split[] {
  if (validation && folds < 3) {
    throw new FoldsImpossible({
      reason: `with early stopping one fold is held, one watched, and others learned from, but there are ${folds}`,
      advice: 'Use 3 folds or more, or a fixed number of trees without early stopping.',
    })
  }
  const column = identifier(columns.fold)
  return Array.from({ length: folds }, (_, fold): Split => {
    const held = sql`${column} = ${fold}`
    if (!validation) return { fold, held, learn: sql`${column} <> ${fold}` }
    const watched = (fold + 1) % folds
    return {
      fold,
      held,
      validation: sql`${column} = ${watched}`,
      learn: sql`${column} <> ${fold} AND ${column} <> ${watched}`,
    }
  })
}

function timeSplits({ folds }: TimeFolds, options: SplitOptions): readonly Split[] {
  const { columns, dates, validation } = options
  const [first = [], ...blocks] = dateBlocks(dates, folds)
  const earlier = [...first]
  return blocks.map((block, i): Split => {
    const known = before(earlier, block[0] as Date, folds, options)
    earlier.push(...block)
    const held = among(block, columns.asOf)
    if (!validation) return { fold: i + 1, held, learn: among(known, columns.asOf) }
    const count = watchedOf(known.length)
    const watched = known.slice(-count)
    const learned = before(known.slice(0, -count), watched[0] as Date, folds, options)
    return {
      fold: i + 1,
      held,
      validation: among(watched, columns.asOf),
      learn: among(learned, columns.asOf),
    }
  })
}

/** How many of so many known dates early stopping watches. */
function watchedOf(known: number): number {
  return Math.max(1, Math.floor(known * validationShare))
}

/** Dates whose labels were known at `start`. */
function before(dates: readonly Date[], start: Date, folds: number, options: SplitOptions): readonly Date[] {
  const { horizonDays, validation } = options
  const known = dates.filter(date => date.getTime() + horizonDays * dayMs <= start.getTime())
  if (known.length > 0) return known
  throw new FoldsImpossible({
    reason:
      `no training date before ${start.toISOString().slice(0, 10)} has labels that were known by then ` +
      `(they take ${horizonDays} days${validation ? ', and early stopping watches later dates than it learns from' : ''})`,
    advice:
      `There are ${options.dates.length} training dates; with ${folds} folds ${weeklyDates(folds, options)} weekly ` +
      'ones or more are enough (train.asOf.weekly). Train on more dates or use fewer folds.',
  })
}

/** A number of weekly dates from which the first fit has something to learn, and of which more do too. */
function weeklyDates(folds: number, { horizonDays, validation }: SplitOptions): number {
  const weeks = Math.ceil(horizonDays / 7)
  const knownOf = (block: number) => Math.min(block, block - weeks + 1)
  for (let block = 1; ; block++) {
    const known = knownOf(block)
    if ((validation ? knownOf(known - watchedOf(known)) : known) >= 1) return (block - 1) * (folds + 1) + 1
  }
}

function among(dates: readonly Date[], column: string): SqlPart {
  const [first, last] = [dates[0], dates.at(-1)] as [Date, Date]
  const at = identifier(column)
  return sql`${at} BETWEEN CAST(${first} AS TIMESTAMP) AND CAST(${last} AS TIMESTAMP)`
}
