export { SluiceError, canRetry, type Retry } from '@sluice/expr'

export { alertError, alertOf, type AlertFacts, type EarlierTrouble } from './alerts/alert-of.ts'
export { alertJson, type AlertJsonOptions } from './alerts/alert-json.ts'
export { renderAlert } from './alerts/render-alert.ts'
export { groupFor, type Candidate, type Grouping, type Kinship, type Sign } from './incidents/grouping.ts'
export { defaultIncidentPolicy, type IncidentPolicy } from './incidents/incident-policy.ts'
export { messageOf, renderMessage, type MessageOptions } from './incidents/message-of.ts'
export {
  moreSevere,
  nextNotice,
  nothingTold,
  toldAfter,
  type NextNotice,
  type IncidentStanding,
  type Told,
} from './incidents/next-notice.ts'
export { occurrenceOf } from './incidents/occurrence-of.ts'
export { simulatedIncident, type SimulatedTrouble } from './incidents/simulated-incident.ts'
export { rootCauseOf, type StepTrouble } from './alerts/root-cause.ts'
export type {
  Alert,
  AlertDeployment,
  AlertEffect,
  AlertError,
  AlertHistory,
  AlertSeverity,
  AlertSink,
} from './alerts/alert.ts'

export type {
  Channel,
  ChannelContext,
  Notice,
  NoticeMessage,
  NoticeReason,
  Thread,
} from './incidents/channel.ts'
export type {
  Feedback,
  Incident,
  IncidentEvent,
  IncidentState,
  Occurrence,
  Silence,
} from './incidents/incident.ts'
export { ArtifactInvalid } from './artifact/artifact-invalid.ts'
export { ArtifactMismatch } from './artifact/artifact-mismatch.ts'
export type { ArtifactStore, Arrays, StoredArtifact } from './artifact/artifact-store.ts'
export type {
  Lineage,
  ModelArtifact,
  ScoreExpressions,
  ScoreReference,
  SelfTest,
} from './artifact/model-artifact.ts'
export { loadModel, saveModel } from './artifact/model-codec.ts'
export { runSelfTest } from './artifact/self-test.ts'

export { isotonic, platt, type Calibrator, type CalibratorSpec } from './calibration/calibrator.ts'

export {
  check,
  type CheckBase,
  type CheckDefinition,
  type CheckResult,
  type CheckStatus,
  type Severity,
} from './checks/check.ts'
export { CheckInvalid } from './checks/check-invalid.ts'
export type { CodeScope, CodeVerdict } from './checks/kinds/code.ts'
export type { ConstantOptions } from './checks/kinds/constant.ts'
export type { CopyOptions } from './checks/kinds/copy.ts'
export type { MetricOptions } from './checks/kinds/metric.ts'
export type { MetricOf } from './checks/kinds/metric-of.ts'
export type { RatioOptions } from './checks/kinds/ratio.ts'
export type { RestatedOptions } from './checks/kinds/restated.ts'
export { runChecks, type ChecksScope } from './checks/run-checks.ts'
export { candidates, type CheckCandidate, type Edges } from './checks/suggest/candidate.ts'
export { injectedErrors, rowErrors, type InjectedError } from './checks/suggest/injected-error.ts'
export { bandsOf, isReported, type LoadBand } from './checks/suggest/judge-loads.ts'
export { errorForms, namedError, type NamedError } from './checks/suggest/named-error.ts'
export { suggestedCode } from './checks/suggest/suggested-code.ts'
export { LOAD, ROW } from './checks/suggest/loads-table.ts'
export {
  edgesOf,
  errorsThatChange,
  measureError,
  measureLoads,
  type LoadValue,
  type LoadValues,
} from './checks/suggest/measure-loads.ts'
export {
  suggestChecks,
  type MeasuredLoads,
  type SuggestedCheck,
  type SuggestOptions,
  type Suggestion,
} from './checks/suggest/suggest-checks.ts'
export type { History, HistoryPoint } from './checks/history.ts'

export {
  calibrationDrift,
  type CalibrationDrift,
  type CalibrationOptions,
} from './quality/drift/calibration-drift.ts'
export {
  categoryDrift,
  type CategoryCounts,
  type CategoryCoverage,
  type CategoryDrift,
  type CategoryDriftOptions,
} from './quality/drift/category-drift.ts'
export type { DriftOptions, DriftState, NumberShift, ShareChange } from './quality/drift/column-drift.ts'
export { numberDrift, type NumberDrift } from './quality/drift/number-drift.ts'
export { numberReference, type NumberReference } from './quality/drift/quantiles.ts'
export {
  attributeShift,
  type FeatureContributions,
  type FeatureShift,
  type ScoreAttribution,
} from './quality/drift/score-attribution.ts'
export {
  scoreDrift,
  type ScoreBaseline,
  type ScoreDrift,
  type ScoreDriftOptions,
} from './quality/drift/score-drift.ts'
export { byCount } from './profile/code-points.ts'
export { summarise, type ColumnSummary, type ValueCount } from './profile/column-summary.ts'
export {
  frequentPart,
  mostListed,
  patternSample,
  type ColumnProfileState,
  type DatasetProfile,
} from './profile/dataset-profile.ts'
export { DatasetProfiler, type TextCounts, type TextFacts } from './profile/dataset-profiler.ts'
export { estimateDistinct } from './profile/distinct-sketch.ts'
export { mergeProfiles } from './profile/merge-profiles.ts'
export { parseProfile } from './profile/parse-profile.ts'
export { ProfileInvalid } from './profile/profile-invalid.ts'
export { profileMetric, recordProfiles, type ProfileMetric } from './profile/profile-metrics.ts'
export { ProfilesDiffer } from './profile/profiles-differ.ts'
export { textPattern } from './profile/text-pattern.ts'
export { judgeConstant, type ConstantVerdict } from './quality/load/constant-metric.ts'
export {
  contentSimilarity,
  isSameContent,
  mergeSketches,
  sketchOf,
  type ContentSketch,
} from './quality/load/content-sketch.ts'
export { contentSketchOf, contentSketchSql } from './quality/load/content-sketch-sql.ts'
export { judgeCopy, type CopyVerdict, type EarlierLoad } from './quality/load/copied-load.ts'
export {
  explainEmpty,
  type EmptyCause,
  type EmptyVerdict,
  type LoadEvidence,
  type SourceAnswer,
} from './quality/load/empty-load.ts'
export { sourceAnswer, type AnswerHead } from './quality/load/source-answer.ts'
export { likelyFactor, type LikelyFactor } from './quality/load/likely-factor.ts'
export {
  judgeSlices,
  type Slice,
  type SlicesOptions,
  type SlicesVerdict,
} from './quality/load/missing-slices.ts'
export { judgeRestatement, type Restatement, type RestatementVerdict } from './quality/load/restatement.ts'
export { falseAlarmsPerTest, type FalseAlarmBudget } from './quality/series/false-alarm-budget.ts'
export { judgeEach, judgeSeries, type SeriesOptions } from './quality/series/judge-series.ts'
export type { MetricScale } from './quality/series/scale.ts'
export type { Season } from './quality/series/season.ts'
export type { SeriesPoint } from './quality/series/series-point.ts'
export type { Expectation, SeriesState, SeriesVerdict } from './quality/series/series-verdict.ts'

export type { ArtifactRef, DatasetRef, Json } from './data/refs.ts'
export type { Chunk, DataSession, TableWriter } from './data/session.ts'
export { sha256 } from './digest/sha256.ts'

export type { MistakeCosts } from './decision/cost.ts'
export type { DecisionRule, DecisionThreshold } from './decision/decision-rule.ts'

export type { Delivery, DeliveryReport, Destination } from './destinations/destination.ts'
export type { Ledger, LedgerRow } from './destinations/ledger.ts'

export type { Estimate, Interval } from './evaluation/auc-interval.ts'
export type { Agreement } from './evaluation/agreement.ts'
export type { CalibrationCurve, CalibrationPoint } from './evaluation/calibration-curve.ts'
export type { ChampionComparison, MetricDifference } from './evaluation/champion-comparison.ts'
export type { Point } from './evaluation/curves.ts'
export type { DateRows, UsedColumn } from './evaluation/data-used.ts'
export { loadEvaluation, saveEvaluation } from './evaluation/evaluation-codec.ts'
export type { EvaluationData, Outcome, UsedFeature } from './evaluation/evaluation-data.ts'
export { evaluationData, type EvaluationContext, type EvaluationRequest } from './evaluation/evaluation-of.ts'
export type { ExplainedFeature, Explanations } from './evaluation/explanations.ts'
export type { Histogram } from './evaluation/histogram.ts'
export type { FitCurve, LearningCurve, LossPoint } from './evaluation/learning-curve.ts'
export type { ModelCard } from './evaluation/model-card.ts'
export type { ColumnImportance, PermutationImportance } from './evaluation/permutation-importance.ts'
export type { Residuals } from './evaluation/residuals.ts'
export type { ExampleKind, RowExplanation } from './evaluation/row-explanations.ts'
export type { SampleEvaluation, SampleName } from './evaluation/sample-evaluation.ts'
export type { ScoredSample } from './evaluation/scored-sample.ts'
export type { Segment, SegmentGroup } from './evaluation/segment-metrics.ts'
export { costAt, type DecisionCosts, type ThresholdRow } from './evaluation/threshold-rows.ts'

export { evaluate, type Evaluation, type EvaluationInput } from './metrics/evaluation.ts'

export {
  foldPlanOf,
  groupedFolds,
  timeFolds,
  type FoldPlan,
  type GroupedFolds,
  type GroupedFoldsOptions,
  type TimeFolds,
} from './folds/fold-plan.ts'
export { FoldsImpossible } from './folds/folds-impossible.ts'

export { boostedTrees, type BoostedTrees, type BoostedTreesOptions } from './models/boosted-trees.ts'
export type { BoostedTreesModel, TreeInput } from './models/boosted-trees-kind.ts'
export { DesignMismatch } from './models/design-mismatch.ts'
export { FeatureUnsuitable } from './models/feature-unsuitable.ts'
export type {
  BinnedBlock,
  CategoriesBlock,
  DesignBlock,
  DesignForm,
  DesignMatrix,
  FittedModel,
  LearnContext,
  NumericBlock,
  NumericDesign,
  ValidationRows,
  Learner,
  LearnerKind,
  LearnWarning,
} from './models/learner.ts'
export { LearnerUnknown } from './models/learner-unknown.ts'
export { learnerKind, registerLearner } from './models/learners.ts'
export {
  logisticRegression,
  type LogisticModel,
  type LogisticRegression,
} from './models/logistic-regression.ts'
export { OneClass } from './models/one-class.ts'
export { OptionInvalid } from './models/option-invalid.ts'
export { ridge, type Ridge, type RidgeModel } from './models/ridge.ts'
export { TrainingEmpty } from './models/training-empty.ts'
export { TrainingValueInvalid } from './models/training-value-invalid.ts'

export {
  category,
  dates,
  daysBetween,
  interactions,
  numeric,
  text,
  type CategoryChain,
  type Chain,
  type ChainInput,
  type CodesOptions,
  type DateChain,
  type Holiday,
  type NumericChain,
  type SplineOptions,
  type TextChain,
  type TfidfOptions,
} from './prepare/chain.ts'
export { ColumnNotFound } from './prepare/column-not-found.ts'
export { ColumnTypeWrong } from './prepare/column-type-wrong.ts'
export { designMatrix, type Design, type DesignOptions } from './prepare/design-matrix.ts'
export { FeatureInvalid } from './prepare/feature-invalid.ts'
export {
  fitPreparation,
  type FittedPreparation,
  type InputColumn,
  type InputStatistics,
  type PreparationRows,
} from './prepare/fitted-preparation.ts'
export { preparation, type Preparation } from './prepare/preparation.ts'
export {
  allBooleans,
  allNumbers,
  allTexts,
  allTimestamps,
  named,
  ofRole,
  type Selector,
} from './prepare/selector.ts'
export { TrainingRowsEmpty } from './prepare/training-rows-empty.ts'

export { canonicalJson } from './pipeline/canonical-json.ts'
export { defineConfig, env, type Config, type ConfigOptions } from './pipeline/config.ts'
export {
  serverProblems,
  type AccessLimits,
  type OidcConfig,
  type RequestRate,
  type ServerConfig,
} from './pipeline/server-config.ts'
export type { RowReaction, ScoringConfig, ScoringPolicy } from './pipeline/scoring-config.ts'
export type { BindContext, Log, RunInfo, StepContext } from './pipeline/context.ts'
export {
  elementName,
  listName,
  readElementName,
  readListName,
  type ElementName,
} from './pipeline/map/element-name.ts'
export { ElementsFailed } from './pipeline/map/elements-failed.ts'
export { expandMap, type ExpandedElement, type ExpandedMap } from './pipeline/map/expand-map.ts'
export type { FailurePolicy } from './pipeline/map/failure-policy.ts'
export { map, type MapOptions } from './pipeline/map/map.ts'
export type { MapDefinition } from './pipeline/map/map-definition.ts'
export { MapInvalid } from './pipeline/map/map-invalid.ts'
export type { ElementKey, ElementOf, ElementRow, Mappable } from './pipeline/map/mappable.ts'
export type {
  ElementOutput,
  ElementSteps,
  FinishedElement,
  ListedElement,
  Mapped,
  UnfinishedElement,
} from './pipeline/map/mapped.ts'
export { union, type UnionOptions } from './pipeline/map/union.ts'
export { ParamsInvalid } from './pipeline/params-invalid.ts'
export {
  deploymentOf,
  pipeline,
  type DeployOptions,
  type Deployment,
  type Pipeline,
  type PipelineOptions,
  type Plan,
  type PlanContext,
  type PlannedStep,
  type Steps,
} from './pipeline/pipeline.ts'
export { PlanInvalid } from './pipeline/plan-invalid.ts'
export { inputSteps, isStep, planOf, type PlanOptions } from './pipeline/plan.ts'
export {
  retryDecision,
  type FailedTry,
  type Patience,
  type RetryDecision,
  type RetryPolicy,
  type RetryRule,
} from './pipeline/retry-decision.ts'
export type { StandardIssue, StandardResult, StandardSchemaV1 } from './pipeline/standard-schema.ts'
export {
  step,
  type Inputs,
  type Keyed,
  type Outputs,
  type Step,
  type StepDefinition,
  type StepLimits,
  type StepOptions,
} from './pipeline/step.ts'

export { promotionGate, type GateInput, type GateVerdict } from './registry/promotion-gate.ts'
export type { AliasChange, ModelEvent, ModelRegistry, ModelVersion } from './registry/registry.ts'

export {
  admit,
  type Admission,
  type Limit,
  type Queue,
  type StartedItem,
  type WaitingItem,
} from './schedule/admit.ts'
export {
  backfillPlan,
  intervalsDue,
  redoModes,
  type BackfillItem,
  type IntervalState,
  type Redo,
} from './schedule/backfill-plan.ts'
export type { DataInterval } from './schedule/data-interval.ts'
export { deadlineAlert, deadlineOf, type Deadline, type DeadlineState } from './schedule/deadline.ts'
export { dueRuns, firstCovered, nextStart, type DueContext, type DueRuns } from './schedule/due-runs.ts'
export {
  limitsOf,
  longestWindowMs,
  scopesOf,
  type FlowLimits,
  type RunScopes,
} from './schedule/flow-limits.ts'
export { jitterOf } from './schedule/jitter.ts'
export {
  scheduleOf,
  type CatchUp,
  type Moment,
  type Schedule,
  type ScheduleOptions,
} from './schedule/schedule.ts'
export { ScheduleInvalid } from './schedule/schedule-invalid.ts'
export { intervalEndingAt, type Timetable } from './schedule/timetable.ts'

export { between, logBetween, oneOf, type OptionValue, type Range } from './search/range.ts'
export { SearchEmpty } from './search/search-empty.ts'
export type { SearchOptions } from './search/search-options.ts'
export type { SearchResult } from './search/results-step.ts'
export type { Standing } from './search/standings.ts'

export { emptyTable } from './schema/empty-table.ts'
export type { ColumnSchema, TableSchema } from './schema/table-schema.ts'

export type { ReadContext, ReadRequest, Source, SourceSnapshot, WantedTypes } from './sources/source.ts'

export type { SqlFragment, SqlPart, SqlStatement, SqlValue, SqlWriter } from './sql/fragment.ts'
export { identifier, isSqlPart, joinSql, rawSql, renderSql, sql } from './sql/sql.ts'

export type { BacktestRow } from './scoring/backtest-steps.ts'
export { ModelInvalid } from './scoring/model-invalid.ts'
export { CHAMPION, modelName, type ResolvedModel } from './scoring/champion.ts'
export type {
  DeliverTo,
  FeatureContext,
  LabelContext,
  PromotionRule,
  ScoreColumn,
  ScoreExpectations,
  ScoringDefinition,
  TrainDates,
  TrainOptions,
} from './scoring/definition.ts'
export { FeatureSqlRefused } from './scoring/feature-sql-refused.ts'
export type { FeatureDefinition } from './scoring/feature-sql.ts'
export { fitModel, type FitOptions } from './scoring/fit.ts'
export type { KeyMetrics, MetricSummary } from './scoring/key-metrics.ts'
export { model, type ModelOptions, type ModelSpec } from './scoring/model.ts'
export { NoChampion } from './scoring/no-champion.ts'
export { scoresHere, type BatchScorer, type ScorerFactory } from './scoring/batch-scorer.ts'
export type { FitContext } from './scoring/fit-on.ts'
export type { Promotion } from './scoring/promotion-step.ts'
export {
  scoreRows,
  scoredChunks,
  scorePath,
  type ScoreContext,
  type ScorePath,
} from './scoring/score-rows.ts'
export { scorer, type RowScore, type Scorer } from './scoring/scorer.ts'
export { scoring, type Scoring } from './scoring/scoring.ts'
export { SegmentNotFound } from './scoring/segment-not-found.ts'
export {
  contractTable,
  sourceName,
  table,
  type ColumnSpec,
  type ContractTableOptions,
  type RowOfSpecs,
  type SourceTable,
  type TableOptions,
} from './scoring/source-table.ts'
export type { FeatureViews, LabelView, LabelViews, SourceTables, SourceView } from './scoring/source-view.ts'
export { refuseUncutSql } from './scoring/sql-rules.ts'
export type { FitReport } from './scoring/train-steps.ts'
export { trainingDates, type TrainingDates } from './scoring/training-dates.ts'

export { checkExtracted } from './steps/extract-checks.ts'
export { extract, type Extracted, type ExtractedTable, type ExtractWindow } from './steps/extract.ts'
export { query, type QuarantinedPart, type QueryOptions, type QueryTables } from './steps/query.ts'

export { columnPolicies, type ColumnPolicy } from './contract/column-policy.ts'
export {
  contract,
  type ColumnContract,
  type ColumnContracts,
  type Contract,
  type ContractColumn,
  type ContractOptions,
  type SpecsOf,
} from './contract/contract.ts'
export { contractDiff, type ExpectedColumn } from './contract/contract-diff.ts'
export { ContractInvalid } from './contract/contract-invalid.ts'
export { contractText } from './contract/contract-text.ts'
export { inferContract, type InferredColumn, type InferredContract } from './contract/infer-contract.ts'
export { writtenColumn, type ContractChange } from './contract/read-by-contract.ts'

export { quarantine, type QuarantineOptions } from './quarantine/quarantine.ts'
export type { QuarantineLimit } from './quarantine/quarantine-check.ts'
export { reasonsColumn, type Quarantined, type QuarantineReason } from './quarantine/quarantined.ts'
export { rowRule, type Bounds, type RowRule, type RuleRow } from './quarantine/row-rule.ts'
export { RowRuleInvalid } from './quarantine/row-rule-invalid.ts'
export { RowsUnbalanced } from './quarantine/rows-unbalanced.ts'
export { RuleUnusable } from './quarantine/rule-unusable.ts'

export { escapedHtml } from './text/escaped-html.ts'

export { asOfDate, type AsOf } from './time/as-of.ts'
export { startOfDay } from './time/start-of-day.ts'
export { isTimeZone } from './time/time-zone.ts'

export {
  FOLD,
  TARGET,
  type CategoriesFeature,
  type Feature,
  type FittedTransform,
  type IndicatorFeature,
  type Measurement,
  type Statistic,
  type Transform,
  type TransformKind,
  type ValueFeature,
} from './transforms/transform.ts'
export { transformKind, transformKinds } from './transforms/transforms.ts'

export { attributes, type AttributeColumns } from './windows/attributes.ts'
export { joined, type JoinedColumns, type JoinOptions } from './windows/joined.ts'
export type { FeaturesOf, KeyedColumn, KeyedFeatures, KeyedRows } from './windows/keyed-features.ts'
export type { Measure } from './windows/measure.ts'
export type { Days, Measures, WindowOptions } from './windows/measures.ts'
export { WindowInvalid } from './windows/window-invalid.ts'
export { windows, type MeasuredColumns } from './windows/windows.ts'
