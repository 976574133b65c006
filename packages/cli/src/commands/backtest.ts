import { planOf, type BacktestRow } from '@sluice/core'
import type { Io } from '../io.ts'
import { asOfFrom } from '../load/as-of.ts'
import { withProject } from '../load/engine.ts'
import { selectTargets } from '../load/selection.ts'
import { displayFor } from '../print/display-for.ts'
import type { Reporter } from '../print/report.ts'
import { summaryJson, summaryText } from '../print/summary.ts'
import { table } from '../print/table.ts'
import { metric, whole } from '../print/words.ts'
import { exitCodeOf, type RunOptions } from './run.ts'

/** Trains and evaluates as of past dates, for every named deployment; promotes nothing. */
export async function backtest(
  io: Io,
  report: Reporter,
  pipeline: string | undefined,
  options: RunOptions,
): Promise<number> {
  return withProject(io, options, async ({ config, engine }) => {
    const selection = {
      ...(pipeline !== undefined && { pipeline }),
      ...(options.deployment !== undefined && { deployments: options.deployment }),
    }
    const requests = selectTargets(config, selection, 'backtest').map(
      ({ deployment, pipeline: backtested }) => ({
        plan: planOf(backtested, {
          deployment: deployment.name,
          params: deployment.params,
          asOf: asOfFrom(options.asOf, io.now(), deployment.timezone),
        }),
        ...(deployment.label !== undefined && { label: deployment.label }),
      }),
    )
    const display = displayFor(io, report, requests)
    const summaries = await engine
      .run(requests, { signal: io.signal, onEvent: event => display.event(event) })
      .finally(() => display.close())
    const tables = summaries.map(({ deployment, label, steps }) => ({
      deployment,
      label: label ?? deployment,
      rows: (steps.find(({ name }) => name === 'backtest')?.output ??
        []) as unknown as readonly BacktestRow[],
    }))
    report.result({ ...(summaryJson(summaries) as object), backtests: tables }, style =>
      [
        ...tables.map(({ label, rows }) => `${style.strong(label)}\n${backtestTable(rows)}\n`),
        summaryText(summaries, style),
      ].join('\n'),
    )
    return exitCodeOf(summaries)
  })
}

function backtestTable(rows: readonly BacktestRow[]): string {
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
      asOf.slice(0, 10),
      whole(trainedRows),
      ...[evaluation?.auc, evaluation?.ece, evaluation?.meanScore, evaluation?.baseRate].map(metric),
    ]),
  )
}
