export { SluiceError, canRetry, type Retry } from '@sluice/expr'

export type {
  Alert,
  AlertDeployment,
  AlertEffect,
  AlertError,
  AlertHistory,
  AlertSeverity,
  AlertSink,
} from './alerts/alert.ts'

export type { ArtifactStore, Arrays, StoredArtifact } from './artifact/artifact-store.ts'

export type { CheckBase, CheckDefinition, CheckResult, CheckStatus, Severity } from './checks/check.ts'
export type { History, HistoryPoint } from './checks/history.ts'

export type { ArtifactRef, DatasetRef, Json } from './data/refs.ts'
export type { Chunk, DataSession, TableWriter } from './data/session.ts'
export { sha256 } from './digest/sha256.ts'

export type { Delivery, DeliveryReport, Destination } from './destinations/destination.ts'
export type { Ledger, LedgerRow } from './destinations/ledger.ts'

export { canonicalJson } from './pipeline/canonical-json.ts'
export { defineConfig, env, type Config, type ConfigOptions } from './pipeline/config.ts'
export type { BindContext, Log, RunInfo, StepContext } from './pipeline/context.ts'
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
export type { StandardIssue, StandardResult, StandardSchemaV1 } from './pipeline/standard-schema.ts'
export {
  step,
  type Inputs,
  type Keyed,
  type Outputs,
  type RetryPolicy,
  type Step,
  type StepDefinition,
  type StepOptions,
} from './pipeline/step.ts'

export type { AliasChange, ModelEvent, ModelRegistry, ModelVersion } from './registry/registry.ts'

export { emptyTable } from './schema/empty-table.ts'
export type { ColumnSchema, TableSchema } from './schema/table-schema.ts'

export type { ReadContext, ReadRequest, Source, SourceSnapshot, WantedTypes } from './sources/source.ts'

export type { SqlFragment, SqlPart, SqlStatement, SqlValue, SqlWriter } from './sql/fragment.ts'
export { identifier, isSqlPart, joinSql, rawSql, renderSql, sql } from './sql/sql.ts'

export { asOfDate, type AsOf } from './time/as-of.ts'
