import type { BacktestRow } from '@sluice/core'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { requestsOf, type RunOptions } from '../load/requests.ts'
import { zoneOf } from '../load/selection.ts'
import type { Reporter } from '../print/report.ts'
import { summaryJson, summaryText } from '../print/summary.ts'
import { table } from '../print/table.ts'
import { day, metric, whole } from '../print/words.ts'
import { exitCodeOf, runRequests } from './run-requests.ts'

/** Trains and evaluates as of past dates, for every named deployment; promotes nothing. */
export async function backtest(
  io: Io,
  report: Reporter,
  pipeline: string | undefined,
  options: RunOptions,
): Promise<number> {
  return withProject(io, options, async ({ config, engine }) => {
    const requests = requestsOf(config, 'backtest', pipeline, options, io)
    const summaries = await runRequests(engine, io, report, requests)
    const tables = summaries.map(({ deployment, label, steps }) => ({
      deployment,
      label: label ?? deployment,
      timeZone: zoneOf(config, deployment),
      rows: (steps.find(({ name }) => name === 'backtest')?.output ??
        []) as unknown as readonly BacktestRow[],
    }))
    report.result({ ...(summaryJson(summaries) as object), backtests: tables }, style =>
      [
        ...tables.map(
          ({ label, timeZone, rows }) => `${style.strong(label)}\n${backtestTable(rows, timeZone)}\n`,
        ),
        summaryText(summaries, style),
      ].join('\n'),
    )
    return exitCodeOf(summaries)
  })
}

function backtestTable(rows: readonly BacktestRow[], timeZone: string): string {
  const columns = [
    { title: 'as of' },
    { title: 'trained on', align: 'right' },
    { title: 'auc', align: 'right' },
    { title: 'ece', align: 'right' },
    { title: 'mean score', align: 'right' },
    { title: 'observed', align: 'right' },
  ] as const
  return table(
    columns,
    rows.map(({ asOf, trainedRows, evaluation }) => [
      day(new Date(asOf), timeZone),
      whole(trainedRows),
      ...[evaluation?.auc, evaluation?.ece, evaluation?.meanScore, evaluation?.baseRate].map(metric),
    ]),
  )
}
