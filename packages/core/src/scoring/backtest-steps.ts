import type { Steps } from '../pipeline/pipeline.ts'
import { step } from '../pipeline/step.ts'
import { extract } from '../steps/extract.ts'
import { scoringWindow } from './features-step.ts'
import type { MetricSummary } from './key-metrics.ts'
import { datesOf, fitStep, rowsStep, type TrainPlan } from './train-steps.ts'

/** One row of a backtest: trained as of a past date, evaluated on the labels that matured after it. */
export interface BacktestRow {
  readonly asOf: string
  readonly trainedRows: number
  readonly evaluation: MetricSummary | null
}

const dayMs = 86_400_000
const defaultOrigins = 4

/** extract → for each past date: rows → fit; then a table of how each version did on its own future. */
export function backtestSteps(plan: TrainPlan): Steps {
  const { binding, train, asOf } = plan
  const every = Math.max(7, binding.horizonDays)
  const origins = Array.from(
    { length: train.backtest ?? defaultOrigins },
    (_, i) => new Date(asOf.getTime() - i * every * dayMs),
  )
  const oldest = origins.map(at => datesOf({ ...plan, asOf: at }).training.at(-1) ?? at).at(-1) ?? asOf
  const tables = extract(binding.sources, source => scoringWindow(source, asOf, oldest))
  const trials = origins.map(at => {
    const dates = datesOf({ ...plan, asOf: at })
    const rows = rowsStep({ ...plan, asOf: at }, dates, tables)
    return { at, rows, fit: fitStep({ ...plan, asOf: at }, dates, rows) }
  })
  const table = step({
    inputs: { fits: trials.map(({ fit }) => fit) },
    definition: { step: 'backtest', version: 1, origins },
    run: ({ fits }): readonly BacktestRow[] =>
      fits.map(({ trainedRows, evaluation }, i) => ({
        asOf: (origins[i] as Date).toISOString(),
        trainedRows,
        evaluation,
      })),
  })
  const named = trials.flatMap(({ at, rows, fit }) => {
    const day = at.toISOString().slice(0, 10)
    return [[`rows-${day}`, rows] as const, [`fit-${day}`, fit] as const]
  })
  return { extract: tables, ...Object.fromEntries(named), backtest: table }
}
