import type { ExprNode, Value } from '@sluice/expr'
import type { Evaluation } from '../metrics/evaluation.ts'
import type { Feature } from '../transforms/transform.ts'
import type { InputColumn } from '../prepare/fitted-preparation.ts'
import type { FeatureDefinition } from '../scoring/feature-sql.ts'
import type { FittedModel, Task } from '../models/learner.ts'
import type { Calibrator } from '../calibration/calibrator.ts'
import type { DecisionThreshold } from '../decision/decision-rule.ts'

/** The row-level expressions that are the model in production. */
export interface ScoreExpressions {
  /** Log-odds, or the prediction of a regression. */
  readonly margin: ExprNode
  /** Calibrated probability; of a regression the prediction again. */
  readonly probability: ExprNode
  /** True when the margin reaches the threshold. */
  readonly decision: ExprNode
  /** Of several classes: the most probable one. Margin, probability and decision are then about its being right. */
  readonly class?: ExprNode
}

/** Scores of the training rows (out of fold), for comparison with later scores. */
export interface ScoreReference {
  readonly rows: number
  readonly mean: number
  readonly shareAbove: number
  /** Deciles of the probability, 0 % to 100 %: eleven numbers. */
  readonly deciles: readonly number[]
}

/** Input rows with the outputs that every execution path must give for them. */
export interface SelfTest {
  readonly rows: readonly Readonly<Record<string, Value>>[]
  readonly expected: readonly {
    readonly margin: Value
    readonly probability: Value
    readonly decision: Value
    readonly class?: Value
  }[]
}

/**
 * Where a version comes from. Run and deployment are with the registered version, not here: the same rows and the
 * same definition give the same artifact, whoever fits it.
 */
export interface Lineage {
  readonly pipeline: string
  readonly asOf: string
  readonly trainingDates: readonly string[]
  readonly evaluationDates: readonly string[]
  /** Digest of the training rows. */
  readonly rows: string
  readonly trainedRows: number
}

/** A fitted model: pure data. Everything needed to score, to explain and to check later scores. */
export interface ModelArtifact {
  readonly format: 'sluice-model'
  readonly schemaVersion: 1
  readonly name: string
  readonly key: string
  readonly target: string
  readonly task: Task
  /** Of several classes their names, by position. */
  readonly classes?: readonly string[]
  /** Raw columns the model reads, with their training statistics and domains. */
  readonly input: readonly InputColumn[]
  readonly definition: FeatureDefinition
  readonly features: readonly Feature[]
  readonly model: FittedModel
  readonly calibrator?: Calibrator
  readonly threshold?: DecisionThreshold
  readonly expressions: ScoreExpressions
  readonly coefficients: Readonly<Record<string, number>>
  readonly reference: ScoreReference
  readonly metrics: {
    readonly outOfFold: Evaluation
    /** On rows in the future of all training rows. */
    readonly evaluation?: Evaluation
  }
  readonly selfTest: SelfTest
  readonly lineage: Lineage
  readonly warnings: readonly string[]
}
