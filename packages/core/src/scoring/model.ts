import { columnRefs, type ColumnRefs } from '@sluice/expr'
import type { CalibratorSpec } from '../calibration/calibrator.ts'
import type { DecisionRule } from '../decision/decision-rule.ts'
import type { ModelCard } from '../evaluation/model-card.ts'
import type { DecisionCosts } from '../evaluation/threshold-rows.ts'
import type { Learner } from '../models/learner.ts'
import type { Chain } from '../prepare/chain.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import { ModelInvalid } from './model-invalid.ts'
import { preparation, type Preparation } from '../prepare/preparation.ts'

/** What a model is before it is fitted: which columns, how prepared, how learned, calibrated and decided. */
export interface ModelSpec<in out F = never> {
  readonly kind: 'model'
  readonly name: string
  readonly key: string
  readonly target: string
  readonly preparation: Preparation
  readonly learner: Learner
  readonly calibrate?: CalibratorSpec
  readonly decide?: DecisionRule
  /** The column that says how much a row counts in learning. */
  readonly weight?: string
  /** Columns by whose values the report splits its metrics. */
  readonly segments?: readonly string[]
  /** What decisions cost, for the report. */
  readonly costs?: DecisionCosts
  readonly card?: ModelCard
  /** What columns are for, by column name. */
  readonly roles?: Readonly<Record<string, string>>
  readonly features?: (row: F) => F
}

/** Options of {@link model}; `F` is the row that the feature SQL returns. */
export interface ModelOptions<F> {
  /** The column that identifies a row, delivered with the score and never used as a feature. */
  readonly key: keyof F & string
  /** The column of the label SQL that is to be predicted. */
  readonly target: string
  readonly prepare: (columns: ColumnRefs<F>) => readonly Chain[]
  readonly learn: Learner
  /** A feature column with the weight of each row in learning (a number from 0); it is no feature itself. */
  readonly weight?: keyof F & string
  readonly calibrate?: CalibratorSpec
  readonly decide?: DecisionRule
  /** For the report: columns of the feature rows by whose values metrics are split; they need not be features. */
  readonly segments?: readonly (keyof F & string)[]
  /** For the report: what right and wrong decisions cost (a gain is negative); by default those of `decide`. */
  readonly costs?: DecisionCosts
  /** For the report: what the model is for, who answers for it, what it is not good for. */
  readonly card?: ModelCard
  /** Roles of columns, so that `prepare` can choose them with `ofRole`: `{ spend_28d: 'money', spend_90d: 'money' }`. */
  readonly roles?: Readonly<Partial<Record<keyof F & string, string>>>
}

/** The columns of a schema with the roles that a model gives them. */
export function withRoles({ columns }: TableSchema, roles: ModelSpec['roles'] = {}): TableSchema {
  const roleOf = (name: string) => (Object.hasOwn(roles, name) ? roles[name] : undefined)
  return {
    columns: columns.map(column => {
      const role = roleOf(column.name) ?? column.role
      return role === undefined ? column : { ...column, role }
    }),
  }
}

/**
 * Declares a model over feature rows `F`. Nothing is read or fitted here.
 *
 * @throws ModelInvalid when a regression is to be calibrated.
 */
export function model<F>(name: string, options: ModelOptions<F>): ModelSpec<F> {
  const { key, target, prepare, learn, weight, calibrate, decide, segments, costs, card, roles } = options
  if (calibrate !== undefined && learn.task === 'regression') {
    const reason = `makes probabilities, and ${learn.kind} predicts an amount: leave it out`
    throw new ModelInvalid({ model: name, option: 'calibrate', reason })
  }
  return Object.freeze({
    kind: 'model',
    name,
    key,
    target,
    preparation: preparation(prepare(columnRefs<F>())),
    learner: learn,
    ...(weight !== undefined && { weight }),
    ...(calibrate && { calibrate }),
    ...(decide && { decide }),
    ...(segments && { segments }),
    ...(costs && { costs }),
    ...(card && { card }),
    ...(roles && { roles: roles as Readonly<Record<string, string>> }),
  })
}
