export { withSource, type OpenSource, type WithSourceOptions } from './data/with-source.ts'
export { openSession, type OpenDataSession, type SessionOptions } from './data/open-session.ts'
export { openStore } from './store/local-store.ts'
export { collectUnneeded, type Collected, type CollectOptions } from './store/collect-unneeded.ts'
export { s3Location } from './store/s3/s3-location.ts'
export { profileOf } from './profile/profile-of.ts'
export { stepHistory, type StepHistory } from './history/step-history.ts'
export { datasetsIn } from './profile/record-outputs.ts'
export type { DatasetStore, GcOptions, GcResult, StagedDataset, Store } from './store/store.ts'

export {
  openEngine,
  type EmbeddedEngine,
  type Engine,
  type EngineOptions,
  type Isolation,
} from './open-engine.ts'
export { openWorker, type Worker, type WorkerOptions } from './open-worker.ts'
export type { PlanFor } from './executor/postgres/planned-work.ts'
export type {
  AlertNote,
  Claim,
  ErrorRecord,
  EventRecord,
  FinishedOutput,
  HistoryQuery,
  Journal,
  MetricValue,
  NewEvent,
  NewRun,
  Owner,
  RunFilter,
  RunJournal,
  RunRecord,
  RunStatus,
  StepEnd,
  StepRecord,
  StepStatus,
} from './journal/journal.ts'
export type { IsolatedRun } from './isolation/messages.ts'
export { crashPoints, type CrashPoint } from './run/crash-points.ts'
export type { RunRequest } from './run/open-run.ts'
export type { RunEvent, RunSummary, StepSummary } from './run/run-event.ts'
export { alertConsole } from './alerts/console-sink.ts'
export { alertFile } from './alerts/file-sink.ts'
export { alertWebhook, type WebhookOptions } from './alerts/webhook-sink.ts'
export { AlertNotSent } from './alerts/alert-not-sent.ts'
export { AlertRefused } from './alerts/alert-refused.ts'
export { ChannelNameTaken } from './incidents/channel-name-taken.ts'
export type {
  IncidentFilter,
  IncidentLine,
  NewOccurrence,
  Noted,
  OpenTrouble,
} from './incidents/incident-book.ts'
export { IncidentNotFound } from './incidents/incident-not-found.ts'
export { IncidentRefused } from './incidents/incident-refused.ts'
export type { IncidentOptions, Incidents } from './incidents/incidents.ts'
export { keepSweeping, type Sweeper } from './incidents/keep-sweeping.ts'
export type { GoingOn } from './incidents/let-expected-go-on.ts'
export type { NoticeOutcome } from './incidents/tell.ts'

export {
  openBackfill,
  previewBackfill,
  type BackfillPreview,
  type BackfillRequest,
} from './schedule/backfill.ts'
export { BackfillInvalid } from './schedule/backfill-invalid.ts'
export { runnables, type Runnable } from './schedule/choose-runs.ts'
export { cronTimetable, type CronOptions } from './schedule/cron-timetable.ts'
export type {
  BackfillRecord,
  BackfillStatus,
  ClaimRequest,
  Decision,
  Dispatch,
  DispatchEnd,
  DispatchFilter,
  DispatchStatus,
  NewBackfill,
  OpenWork,
  Pause,
  ScheduleEvent,
  ScheduleJournal,
  ScheduleKey,
  ScheduleRecord,
} from './schedule/schedule-journal.ts'
export type { Change, ChangePage, Changes } from './changes/changes.ts'
export { changesOf } from './changes/changes-of.ts'
export { rows, type SqlInput, type Work, type WorkDatabase } from './schedule/sql-work.ts'
export type { SchedulerEvent } from './schedule/scheduler-event.ts'
export { runBackfill, runScheduler, type SchedulerOptions } from './schedule/scheduler.ts'
export { keyText, scheduledInterval, scheduleTargets, type ScheduleTarget } from './schedule/targets.ts'

export { jsonLog, type JsonLogOptions } from './observe/log/json-log.ts'
export { logLine, type LogLevel, type LogLine } from './observe/log/log-line.ts'
export { openLineage, type OpenLineageOptions } from './observe/lineage/open-lineage.ts'
export type { AttemptName, ObservedEvent, Observer, ReadOutput, StepReached } from './observe/observer.ts'
export { openTelemetry, type OpenTelemetryOptions } from './observe/otel/open-telemetry.ts'
export { journalFigures } from './observe/prometheus/journal-figures.ts'
export { MetricsNotServed } from './observe/prometheus/metrics-not-served.ts'
export { prometheus, type PrometheusObserver } from './observe/prometheus/prometheus.ts'
export {
  serveMetrics,
  type MetricsServer,
  type MetricsServerOptions,
} from './observe/prometheus/serve-metrics.ts'

export { scorersOn } from './threads/scorers-on.ts'

export { fakeClock, type FakeClock } from './test-run/fake-clock.ts'
export { fixture } from './test-run/fixture.ts'
export { dataset, type GivenRow } from './test-run/given-dataset.ts'
export { GivenRowsInvalid } from './test-run/given-rows-invalid.ts'
export { OutputNotThere } from './test-run/output-not-there.ts'
export { RequestNotExpected } from './test-run/request-not-expected.ts'
export { RunNotFound } from './test-run/run-not-found.ts'
export type { LoggedLine } from './test-run/test-context.ts'
export { testRun } from './test-run/test-run.ts'
export type { Fixture, TestRun, TestRunOptions, TestStepStatus } from './test-run/test-run-options.ts'

export { planOfRun, type PlannedRun } from './plan/plan-of-run.ts'
export { bindPlan, type BoundStep } from './plan/bind-plan.ts'
export { stepKey } from './plan/step-key.ts'

export { ChunkInvalid } from './data/chunk-invalid.ts'
export { ColumnDuplicate } from './data/column-duplicate.ts'
export { ColumnInexact } from './data/column-inexact.ts'
export { ColumnUnsupported } from './data/column-unsupported.ts'
export { MemoryExhausted } from './data/memory-exhausted.ts'
export { ParameterInvalid } from './data/parameter-invalid.ts'
export { SessionClosed } from './data/session-closed.ts'
export { SqlFailed } from './data/sql-failed.ts'
export { ArtifactCorrupt } from './store/artifact-corrupt.ts'
export { ArtifactNotFound } from './store/artifact-not-found.ts'
export { DatasetCorrupt } from './store/dataset-corrupt.ts'
export { DatasetNotFound } from './store/dataset-not-found.ts'
export { DigestInvalid } from './store/digest-invalid.ts'
export { DiskFull } from './store/disk-full.ts'
export { S3ClientMissing } from './store/s3/s3-client-missing.ts'
export { StoreInvalid } from './store/s3/store-invalid.ts'
export { StoreRefused } from './store/s3/store-refused.ts'
export { StoreUnavailable } from './store/s3/store-unavailable.ts'
export { rerunRequest, retryRequest, type ChangedStep, type Rerun } from './control/again.ts'
export {
  cancelRun,
  failStep,
  outputOf,
  skipStep,
  type Cancelled,
  type ControlScope,
} from './control/control.ts'
export { explainStep, type Explanation } from './control/explain-step.ts'
export { tryStep, type TriedStep, type TryOptions, type TryTarget } from './control/try-step.ts'
export { runAllows, stepAllows, type ControlAction } from './control/allowed.ts'
export type { StepMark } from './control/step-mark.ts'
export { ControlRefused } from './errors/control-refused.ts'
export { AttemptOver } from './errors/attempt-over.ts'
export { DatabaseFailed } from './errors/database-failed.ts'
export { JournalUnavailable } from './errors/journal-unavailable.ts'
export { DatabaseUrlInvalid } from './errors/database-url-invalid.ts'
export { JournalFailed } from './errors/journal-failed.ts'
export { JournalTooNew } from './errors/journal-too-new.ts'
export { NothingToRollBack } from './errors/nothing-to-roll-back.ts'
export { OutputInvalid } from './errors/output-invalid.ts'
export { PlanChanged } from './errors/plan-changed.ts'
export { RunBusy } from './errors/run-busy.ts'
export { RunLost } from './errors/run-lost.ts'
export { SecretMissing } from './errors/secret-missing.ts'
export { StepCrashed } from './errors/step-crashed.ts'
export { StepFailed } from './errors/step-failed.ts'
export { StepMarkedFailed } from './errors/step-marked-failed.ts'
export { StepLost } from './errors/step-lost.ts'
export { StepMemoryExceeded } from './errors/step-memory-exceeded.ts'
export { StepTimeout } from './errors/step-timeout.ts'
export { VersionNotFound } from './errors/version-not-found.ts'
export { WorkerLost } from './errors/worker-lost.ts'
export type { RunLine } from './views/run-line.ts'
export type {
  BookLine,
  IntervalLine,
  IntervalQuery,
  MadeLine,
  ModelLine,
  RunQuery,
  RunTrouble,
  VersionLine,
  Views,
} from './views/views.ts'
