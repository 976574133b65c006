import type { Json } from '../data/refs.ts'
import type { Lineage } from '../artifact/model-artifact.ts'
import type { DecisionThreshold } from '../decision/decision-rule.ts'
import type { ChampionComparison } from './champion-comparison.ts'
import type { DateRows, UsedColumn } from './data-used.ts'
import type { Explanations } from './explanations.ts'
import type { LearningCurve } from './learning-curve.ts'
import type { ModelCard } from './model-card.ts'
import type { PermutationImportance } from './permutation-importance.ts'
import type { SampleEvaluation } from './sample-evaluation.ts'
import type { Segment } from './segment-metrics.ts'
import type { DecisionCosts } from './threshold-rows.ts'

/** A feature with the raw columns it is computed from. */
export interface UsedFeature {
  readonly name: string
  readonly kind: string
  readonly columns: readonly string[]
  /** Of a linear model: the weight; of indicators one per name. */
  readonly weights?: readonly { readonly name: string; readonly weight: number }[]
  /** Of trees: the share of the gain and the number of splits. */
  readonly gain?: number
  readonly splits?: number
}

/** What became of the version when it was registered. */
export interface Outcome {
  /** The name in the registry: `<model>/<deployment>`. */
  readonly model: string
  readonly deployment: string
  readonly version: number
  readonly run: string
  readonly promoted: boolean
  readonly why: string
  readonly rule: Json
  readonly selfTest: { readonly rows: number; readonly failures: readonly string[] }
  readonly comparison?: ChampionComparison
  /** Why there is no comparison although there is a champion. */
  readonly championUnusable?: string
}

/** Everything that an evaluation report shows of one training, as plain JSON of less than a megabyte. */
export interface EvaluationData {
  readonly format: 'sluice-evaluation'
  readonly schemaVersion: 1
  readonly model: string
  readonly target: string
  /** Several classes are judged as `binary`: whether the most probable class is right. */
  readonly task: 'binary' | 'regression'
  /** Of several classes their names. */
  readonly classes?: readonly string[]
  readonly lineage: Lineage
  /** Digest of the SQL that features and label are computed with. */
  readonly definition: string
  /** How the model was declared: learner, calibrator, decision rule, folds. */
  readonly parameters: Json
  readonly threshold?: DecisionThreshold
  /** Out of fold, then the later dates where there are any. */
  readonly samples: readonly SampleEvaluation[]
  readonly segments: readonly Segment[]
  /** Which rows importance and explanations were measured on. */
  readonly probed: { readonly use: DateRows['use']; readonly rows: number; readonly seed: number }
  readonly importance?: PermutationImportance
  readonly explanations?: Explanations
  readonly learning?: LearningCurve
  readonly dates: readonly DateRows[]
  readonly columns: readonly UsedColumn[]
  readonly features: readonly UsedFeature[]
  readonly selfTestRows: number
  readonly warnings: readonly string[]
  readonly costs?: DecisionCosts
  readonly card?: ModelCard
  readonly outcome?: Outcome
}
