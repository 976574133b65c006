import type { RunSummary } from '@sluice/engine'
import type { DatasetRef, DeliveryReport, KeyMetrics } from 'sluice'

/** What a Monday did for one client. */
export interface ClientWeek {
  readonly client: string
  readonly status: string
  readonly rowsIn: number
  readonly rowsScored: number
  readonly rowsSent: number
  readonly auc: number | null
  readonly ece: number | null
  readonly seconds: number
  /** Steps that were taken from an earlier run instead of being done again. */
  readonly stepsSaved: number
}

/** A deployment that a check stopped. */
export interface Blocked {
  readonly client: string
  readonly step: string
  readonly check: string
  readonly message: string
}

/** The facts of one week. `resumed` are runs that went on after a repair. */
export interface WeekFacts {
  readonly week: number
  readonly asOf: string
  readonly clients: readonly ClientWeek[]
  readonly blocked: readonly Blocked[]
  readonly resumed: readonly ClientWeek[]
}

/** Reads the facts of a refresh out of its summary. */
export function clientWeek(run: RunSummary): ClientWeek {
  const tables = Object.values(
    output<Readonly<Record<string, { readonly dataset: DatasetRef }>>>(run, 'extract') ?? {},
  )
  const champion = output<{ readonly metrics: KeyMetrics }>(run, 'champion')
  const metrics = champion?.metrics.evaluation ?? champion?.metrics.outOfFold
  return {
    client: run.deployment,
    status: run.status,
    rowsIn: tables.reduce((sum, { dataset }) => sum + dataset.rows, 0),
    rowsScored: output<DatasetRef>(run, 'scores')?.rows ?? 0,
    rowsSent: output<DeliveryReport>(run, 'deliver')?.sent ?? 0,
    auc: metrics?.auc ?? null,
    ece: metrics?.ece ?? null,
    seconds: secondsOf(run),
    stepsSaved: run.steps.filter(({ status }) => status === 'memoised').length,
  }
}

/** What a training made, in a line: rows, metrics on later dates, and what the gate said. */
export function trainedLine(run: RunSummary): string {
  const fit = output<KeyMetrics & { readonly trainedRows: number }>(run, 'fit')
  const promotion = output<{ readonly version: number; readonly promoted: boolean; readonly why: string }>(
    run,
    'promote',
  )
  if (fit === undefined || promotion === undefined) return `${run.deployment}: ${run.status}`
  const { auc, ece } = fit.evaluation ?? fit.outOfFold
  const became = promotion.promoted ? 'is the champion' : `was not promoted: ${promotion.why}`
  const rows = `${Math.round(fit.trainedRows / 1000)} thousand rows`
  return `${run.deployment}: v${promotion.version} ${became}; ${rows}, on later dates AUC ${shown(auc)}, ECE ${shown(ece)}`
}

function shown(value: number | null): string {
  return value === null ? '–' : value.toFixed(3)
}

/** The failed blocking checks of a run. */
export function blockedBy(run: RunSummary): readonly Blocked[] {
  return run.steps
    .filter(({ status }) => status === 'blocked')
    .flatMap(({ name, checks }) =>
      checks
        .filter(({ severity, status }) => severity === 'block' && status === 'failed')
        .map(({ check, message }) => ({ client: run.deployment, step: name, check, message })),
    )
}

function output<T>(run: RunSummary, step: string): T | undefined {
  const found = run.steps.find(
    ({ name, status }) => name === step && (status === 'succeeded' || status === 'memoised'),
  )
  return found?.output as T | undefined
}

function secondsOf({ startedAt, finishedAt }: RunSummary): number {
  return Math.round((finishedAt.getTime() - startedAt.getTime()) / 10) / 100
}
