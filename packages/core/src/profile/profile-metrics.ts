import type { History } from '../checks/history.ts'
import { summarise, type ColumnSummary } from './column-summary.ts'
import type { DatasetProfile } from './dataset-profile.ts'

/** What is kept of each column in history: name of the metric and how it is read. */
const metrics = {
  missing: ({ missingShare }) => missingShare,
  distinct: ({ distinct, missing, rows }) => (rows === missing ? null : distinct / (rows - missing)),
  mean: column => (column.type === 'number' ? column.mean : null),
  median: column => (column.type === 'number' ? (column.quantiles[2] ?? null) : null),
  zeros: column => (column.type === 'number' && column.rows > 0 ? column.zeros / column.rows : null),
} as const satisfies Readonly<Record<string, (column: ColumnSummary) => number | null>>

/** Name of a metric of a column: shares of missing values and of zeros, of different values among those present. */
export type ProfileMetric = keyof typeof metrics

/** Of so many columns of a step metrics are kept; the first ones of each dataset. */
const mostProfiled = 50

/** Under which name a metric is in history. */
export function profileMetric(dataset: string, column: string, metric: ProfileMetric): string {
  return `profile/${dataset}/${column}/${metric}`
}

/** Keeps metrics of datasets, by their names, for later runs: of up to 50 columns. */
export async function recordProfiles(
  history: Pick<History, 'record'>,
  profiles: Readonly<Record<string, DatasetProfile>>,
): Promise<void> {
  const columns = Object.entries(profiles).flatMap(([dataset, profile]) =>
    summarise(profile).map(column => ({ dataset, column })),
  )
  for (const { dataset, column } of columns.slice(0, mostProfiled)) {
    for (const [metric, valueOf] of Object.entries(metrics)) {
      const value = valueOf(column)
      if (value !== null && Number.isFinite(value)) {
        await history.record(profileMetric(dataset, column.name, metric as ProfileMetric), value)
      }
    }
  }
}
