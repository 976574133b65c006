export type { Page } from './api/page.ts'
export type { ActionDone } from './api/action-done.ts'
export type { BackfillPreview, Backfill, Dispatch } from './api/backfill.ts'
export type { Check } from './api/check.ts'
export type {
  StepName,
  DatasetBrief,
  LineageNode,
  Dataset,
  DatasetRows,
  DatasetHistory,
} from './api/dataset.ts'
export type { DeliveryBookBrief, DeliveryBook, RejectedRow } from './api/delivery-book.ts'
export type { DeploymentBrief, Deployment } from './api/deployment.ts'
export type { GridCell, Grid } from './api/grid.ts'
export type { IncidentState, IncidentBrief, Incident } from './api/incident.ts'
export type { Me } from './api/me.ts'
export type { ModelVersion, ModelComparison } from './api/model-version.ts'
export type { ModelVersionBrief, ModelEvent, ModelBrief, Model } from './api/model.ts'
export type { DatasetOutput, ArtifactOutput, Output, Input } from './api/output.ts'
export type { OverviewCell, OverviewRow, Overview } from './api/overview.ts'
export type { RunBrief } from './api/run-brief.ts'
export type { RunError } from './api/run-error.ts'
export type { RunEvent, RunEvents } from './api/run-event.ts'
export type { RunStep, LogLine, StepDetail } from './api/run-step.ts'
export type { Run } from './api/run.ts'
export type { SearchHit, SearchHits } from './api/search-hit.ts'
export type { RunStatus, StepStatus, State } from './api/state.ts'

export { modelHost, type ModelHost, type ModelHostOptions } from './scoring/model-host.ts'
export { OnlineMismatch } from './scoring/online-mismatch.ts'
export { requestLog, type RequestLog, type RequestLogOptions } from './scoring/request-log.ts'
export type { RowIssue } from './scoring/row-check.ts'
export { scoreRoute, type OnlineScoring } from './scoring/score-route.ts'
export { strictPolicy } from './scoring/scoring-policy.ts'
export type { ServedModel } from './scoring/served-model.ts'
export { resourceRoutes } from './resources/resource-routes.ts'
export type { RouteContext } from './http/route-context.ts'
export { ActionRefused } from './errors/action-refused.ts'

export { startServer } from './app/start-server.ts'
export type { RunningServer, ServerOptions } from './app/server-options.ts'
export type { ServerLimits } from './app/server-limits.ts'
export type { ServerLine, ServerLog } from './app/server-log.ts'
export { openAccess, type Access, type AccessOptions } from './access/open-access.ts'
