import type { CheckResult } from '../checks/check.ts'
import type { DatasetRef } from '../data/refs.ts'
import type { DataSession } from '../data/session.ts'
import type { StepContext } from '../pipeline/context.ts'
import { step, type Step } from '../pipeline/step.ts'
import type { Extracted, ExtractWindow } from '../steps/extract.ts'
import type { Binding } from './binding.ts'
import { requireColumns } from './required-columns.ts'
import type { SourceTable } from './source-table.ts'
import type { SourceTables } from './source-view.ts'

const dayMs = 86_400_000

/** The rows of a source that features at `asOf` may look at. */
export function scoringWindow({ time, lookbackDays }: SourceTable, asOf: Date, oldest = asOf): ExtractWindow {
  if (time === undefined || lookbackDays === undefined) return { to: asOf }
  return { from: new Date(oldest.getTime() - lookbackDays * dayMs), to: asOf }
}

/** Features at one instant as a dataset, one row per key. */
export function featuresStep(
  binding: Binding,
  asOf: Date,
  tables: Step<Extracted<SourceTables>>,
  options: {
    readonly key: string
    readonly check: (output: DatasetRef, context: StepContext) => Promise<readonly CheckResult[]>
  },
): Step<DatasetRef> {
  const judged = async (tables: Extracted<SourceTables>, data: DataSession) => {
    await binding.refuseUncut(data, [asOf])
    return binding.over(tables, data, asOf)
  }
  return step({
    inputs: { tables },
    definition: { step: 'features', version: 1, sql: binding.text(asOf).features },
    run: async ({ tables }, { data }) => data.save((await judged(tables, data)).features),
    check: (output, _inputs, context) => options.check(output, context),
    bind: async ({ tables }, { data }) => {
      const bound = await judged(tables, data)
      await requireColumns(bound, { pipeline: binding.pipeline, key: options.key }, data)
      return data.save(bound.features)
    },
  })
}
