import type { ColumnData } from '@sluice/expr'
import type { DatasetRef } from '../data/refs.ts'
import type { StepContext } from '../pipeline/context.ts'
import { step, type Step } from '../pipeline/step.ts'
import type { ColumnSchema } from '../schema/table-schema.ts'
import type { PromotionRule } from '../scoring/definition.ts'
import type { Learner } from '../models/learner.ts'
import { rawSql } from '../sql/sql.ts'
import { withOptions, type Candidate } from './candidates.ts'
import { SearchEmpty } from './search-empty.ts'
import { inRungs, type Rung, type SearchShape } from './search-options.ts'
import type { FoldResult } from './trial.ts'
import { standingsOf, type Standing } from './standings.ts'

/** What a search found. */
export interface SearchResult {
  readonly metric: string
  /** The best trial of the last rung that anything was fitted in. */
  readonly best: Standing
  /** The trials of that rung, the best first; ten at most. */
  readonly top: readonly Standing[]
  /** The learner with the best options. */
  readonly learner: Learner
  /** Every trial of every rung: rung, place, share of the rows, score, deviation, seconds, and the options. */
  readonly results: DatasetRef
  readonly trials: number
  readonly skipped: number
}

interface ResultOptions {
  readonly metric: PromotionRule['metric']
  readonly shape: SearchShape
  readonly learner: Learner
}

/** Gathers the trials into a dataset and names the best. */
export function resultsStep(options: ResultOptions, folds: readonly Step<FoldResult>[]): Step<SearchResult> {
  const { metric, learner, shape } = options
  return step({
    inputs: { folds },
    definition: { step: 'search-results', version: 1, ...options },
    run: async ({ folds }, { data }): Promise<SearchResult> => {
      const results = inRungs(folds, shape)
      const standings = results.map(trials => standingsOf(metric, trials))
      const last = standings.findLast(rung => typeof rung[0]?.score === 'number') ?? []
      const [best] = last
      if (best === undefined) throw new SearchEmpty({ metric })
      const planned = results.reduce((sum, trials) => sum + trials.length, 0)
      const trials = standings.reduce((sum, rung) => sum + rung.length, 0)
      return {
        metric,
        best,
        top: last.slice(0, mostShown),
        learner: withOptions(learner, best.candidate),
        results: await save(options, standings, data),
        trials,
        skipped: planned - trials,
      }
    },
  })
}

const mostShown = 10

type Row = Readonly<Record<string, number | string | boolean | null>>

async function save(
  { shape: { rungs } }: ResultOptions,
  standings: readonly (readonly Standing[])[],
  data: StepContext['data'],
): Promise<DatasetRef> {
  const rows = standings.flatMap((rung, r) =>
    rung.map(({ candidate, trial, score, deviation, seconds }, place): Row => ({
      rung: r + 1,
      place: place + 1,
      trial: trial + 1,
      share: (rungs[r] as Rung).share,
      score,
      deviation,
      seconds,
      ...optionColumns(candidate),
    })),
  )
  const columns = Object.keys(rows[0] as Row).map((name): ColumnSchema => {
    const text = rows.some(row => typeof row[name] === 'string')
    return { name, type: text ? 'text' : 'number', nullable: true }
  })
  const writer = await data.writer('search_results', { columns })
  await writer.write({
    rows: rows.length,
    columns: Object.fromEntries(
      columns.map(({ name, type }) => [
        name,
        columnOf(
          type,
          rows.map(row => row[name] ?? null),
        ),
      ]),
    ),
  })
  await writer.close()
  return data.save(rawSql('SELECT * FROM search_results'))
}

/** Options stand beside the other columns under a name that none of them has. */
function optionColumns(candidate: Candidate): Row {
  return Object.fromEntries(Object.entries(candidate).map(([name, value]) => [`option ${name}`, value]))
}

function columnOf(type: ColumnSchema['type'], values: readonly Row[string][]): ColumnData {
  if (type === 'text') {
    return { type, values: values.map(value => (value === null ? null : String(value))) }
  }
  return {
    type: 'number',
    values: Float64Array.from(values, value => (value === null ? Number.NaN : Number(value))),
  }
}
