import type { History, HistoryPoint, RunInfo } from '@sluice/core'
import type { Database } from '../journal/database.ts'
import type { MetricValue } from '../journal/journal.ts'

/** History of one step: reads what successful earlier runs left, collects what this run leaves. */
export function stepHistory(
  db: Database,
  run: RunInfo,
  step: string,
  collected: Map<string, number>,
): History {
  return {
    async read(metric, limit = 100) {
      const rows = db.all<{ run: string; as_of: string; value: number }>(
        `SELECT m.run, m.as_of, m.value FROM metrics m JOIN runs r ON r.id = m.run
         WHERE m.pipeline = ? AND m.deployment = ? AND m.step = ? AND m.metric = ? AND m.run <> ? AND r.status = 'succeeded'
           AND m.as_of <= ?
         ORDER BY m.as_of DESC, r.started_at DESC LIMIT ?`,
        run.pipeline,
        run.deployment,
        step,
        metric,
        run.id,
        run.asOf.toISOString(),
        limit,
      )
      return rows
        .toReversed()
        .map((row): HistoryPoint => ({ run: row.run, asOf: new Date(row.as_of), value: row.value }))
    },
    async record(metric, value) {
      if (Number.isFinite(value)) collected.set(metric, value)
    },
  }
}

/** What {@link stepHistory} collected. */
export function metricsOf(collected: ReadonlyMap<string, number>): readonly MetricValue[] {
  return [...collected].map(([metric, value]) => ({ metric, value }))
}
