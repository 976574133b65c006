import type { StandardSchemaV1 } from '../pipeline/standard-schema.ts'
import type { CheckDefinition } from '../checks/check.ts'
import type { Destination } from '../destinations/destination.ts'
import type { FoldPlan } from '../folds/fold-plan.ts'
import type { SearchOptions } from '../search/search-options.ts'
import type { SqlFragment } from '../sql/fragment.ts'
import type { AsOf } from '../time/as-of.ts'
import type { ModelSpec } from './model.ts'
import type { FeatureViews, LabelViews, SourceTables } from './source-view.ts'

/** What feature SQL is built from: the cut sources by name, the instant, the parameters. */
export type FeatureContext<P, S extends SourceTables> = FeatureViews<S> & {
  readonly asOf: AsOf
  readonly params: P
}

/** What label SQL is built from: as features, and `between` on sources with a time column. */
export type LabelContext<P, S extends SourceTables> = LabelViews<S> & {
  readonly asOf: AsOf
  readonly params: P
}

/** Columns of a scores dataset besides the key. */
export type ScoreColumn = 'probability' | 'decision' | 'margin' | 'class'

/** One destination and what it gets: `fields` names the payload's fields and the score column of each. */
export interface DeliverTo {
  readonly to: Destination
  readonly fields?: Readonly<Record<string, ScoreColumn>>
}

/** On which past dates training rows are computed, counted back from the newest date with mature labels. */
export interface TrainDates {
  /** How many dates, one week apart. */
  readonly weekly: number
}

/** When a new version becomes the champion. */
export interface PromotionRule {
  readonly metric: 'auc' | 'averagePrecision' | 'logLoss' | 'brier' | 'rmse' | 'r2'
  /** How much worse than the champion, in the metric's own unit, is still accepted. */
  readonly tolerance: number
  /** The least a version must reach even without a champion to compare with. */
  readonly minimum?: number
}

/** How the model is trained. */
export interface TrainOptions {
  readonly asOf: TrainDates
  /** Past dates after all training dates on which the new version is evaluated; default 1. */
  readonly evaluationDates?: number
  /**
   * The plan that cross-fitted encodings, early stopping, out-of-fold predictions, calibration, threshold and metrics
   * share; a number: that many folds by key. Default 5. See `groupedFolds` and `timeFolds`.
   */
  readonly folds?: number | FoldPlan
  /** At most this many training rows; more are sampled by key, repeatably. Default 1,000,000. */
  readonly maxRows?: number
  readonly promote: PromotionRule
  /** Past dates that a backtest trains as of, a label horizon apart; default 4. */
  readonly backtest?: number
}

/** Expectations about the score distribution of a refresh; every one has a default. */
export interface ScoreExpectations {
  /** Largest change of the mean score against the last scoring or training, as a share. Default 0.5. */
  readonly maxMeanShift?: number
  readonly checks?: readonly CheckDefinition[]
}

/** One definition for training, scoring and backtests of a model for many clients. */
export interface ScoringDefinition<P, S extends SourceTables, F> {
  /** Any Standard Schema, such as a zod object. */
  readonly params: StandardSchemaV1<unknown, P>
  readonly sources: (context: { readonly params: P; readonly deployment: string }) => S
  /** One row per key: computed at many past dates for training and at `asOf` for scoring. */
  readonly features: (context: FeatureContext<P, S>) => SqlFragment<F>
  /** Rows with the key and the target; keys without a row have target 0. */
  readonly label: (context: LabelContext<P, S>) => SqlFragment
  readonly model: ModelSpec<F>
  readonly train: TrainOptions
  /** Options of the learner to search, with `sluice search`. */
  readonly search?: SearchOptions
  readonly deliver?: (context: {
    readonly params: P
    readonly deployment: string
  }) => DeliverTo | readonly DeliverTo[]
  readonly expect?: { readonly features?: readonly CheckDefinition[]; readonly scores?: ScoreExpectations }
}
