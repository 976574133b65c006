import type { DatasetRef, Json } from '../data/refs.ts'
import type { BindContext, StepContext } from '../pipeline/context.ts'
import { step } from '../pipeline/step.ts'
import type { Step, StepOptions } from '../pipeline/step.ts'
import { quarantineResult, type QuarantineLimit } from './quarantine-check.ts'
import type { Quarantined } from './quarantined.ts'
import type { RowRule } from './row-rule.ts'
import { splitRows } from './split-rows.ts'

/** Options of {@link quarantine}. */
export interface QuarantineOptions<T extends Readonly<Record<string, Step<DatasetRef>>>>
  extends QuarantineLimit, Pick<StepOptions<never, Quarantined>, 'retry' | 'timeoutMs'> {
  readonly rows: Step<DatasetRef>
  readonly rules: readonly RowRule[]
  /** Other datasets, by the names that `found` rules use. */
  readonly others?: T
}

/**
 * A step that takes out rows that break a rule: good rows go on (`query` reads them), bad rows are kept in a dataset of
 * their own with the reasons. Above `atMost` the step is blocked. Good and bad rows are together all rows, or the step fails.
 *
 * @example
 * ```ts
 * import { quarantine, query, rowRule, sql, type DatasetRef, type Step } from '@sluice/core'
 *
 * declare const orders: Step<DatasetRef>
 * const steps = () => {
 *   const clean = quarantine({ rows: orders, rules: [rowRule.between('amount', { min: 0 })], atMost: 0.01 })
 *   const spend = query({ inputs: { clean }, sql: ({ clean }) => sql`SELECT sum(amount) AS spend FROM ${clean}` })
 *   return { orders, clean, spend }
 * }
 * ```
 */
export function quarantine<T extends Readonly<Record<string, Step<DatasetRef>>> = Record<never, never>>(
  options: QuarantineOptions<T>,
): Step<Quarantined> {
  const { rows, rules, others, atMost, severity, ...rest } = options
  const limit = { ...(atMost !== undefined && { atMost }), ...(severity !== undefined && { severity }) }
  const inputs = { rows, others: others ?? {} }
  return step({
    ...rest,
    inputs,
    definition: { step: 'quarantine', version: 1, rules: rules.map(plain) },
    run: (outputs, context) => split(outputs as Datasets, rules, context),
    bind: (outputs, context) => split(outputs as Datasets, rules, context),
    check: (output, _inputs, context) => judged(output, limit, context),
  })
}

interface Datasets {
  readonly rows: DatasetRef
  readonly others: Readonly<Record<string, DatasetRef>>
}

function split(
  { rows, others }: Datasets,
  rules: readonly RowRule[],
  { data }: BindContext,
): Promise<Quarantined> {
  const tableOf = (ref: DatasetRef) => ({ table: data.dataset(ref), schema: ref.schema })
  return splitRows(data, {
    subject: 'rows',
    ...tableOf(rows),
    rules,
    others: Object.fromEntries(Object.entries(others).map(([name, ref]) => [name, tableOf(ref)])),
  })
}

async function judged(output: Quarantined, limit: QuarantineLimit, { history, step: name }: StepContext) {
  const result = quarantineResult(name, output, limit)
  await history.record(`${name}/quarantined`, Number(result.observed))
  return [result]
}

/** A rule as part of a step's definition: a function as its text. */
function plain(rule: RowRule): Json {
  return JSON.parse(JSON.stringify(rule)) as Json
}
