import type { DatasetRef } from '../data/refs.ts'
import type { BindContext } from '../pipeline/context.ts'
import { step } from '../pipeline/step.ts'
import type { Inputs, Outputs, Step, StepOptions } from '../pipeline/step.ts'
import { rawSql, renderSql } from '../sql/sql.ts'
import type { SqlFragment, SqlPart } from '../sql/fragment.ts'

/** The datasets that a query reads, as parts to put into SQL. */
export type QueryTables<I> = {
  readonly [K in keyof I]: I[K] extends Step<DatasetRef> ? SqlPart : QueryTables<I[K]>
}

/** Options of {@link query}. */
export interface QueryOptions<I extends Inputs> extends Pick<
  StepOptions<I, DatasetRef>,
  'retry' | 'timeoutMs' | 'check'
> {
  readonly inputs: I
  readonly sql: (tables: QueryTables<I>) => SqlFragment
}

/**
 * A step that is one SQL query over the datasets of other steps. Its key holds the text and the bound values, so
 * it runs again only when the query or its inputs change.
 */
export function query<I extends Inputs>({ inputs, sql, ...rest }: QueryOptions<I>): Step<DatasetRef> {
  const definition = renderSql(sql(tablesOf(inputs, path => rawSql(`"${path}"`)) as QueryTables<I>))
  const run = (outputs: Outputs<I>, { data }: BindContext) => {
    const parts = tablesOf(outputs, (_path, ref) => data.dataset(ref as DatasetRef))
    return data.save(sql(parts as QueryTables<I>))
  }
  return step({ ...rest, inputs, definition: { step: 'query', version: 1, ...definition }, run, bind: run })
}

/** Replaces every leaf (a step when the plan is built, its dataset when it runs) by a part. */
function tablesOf(node: unknown, leaf: (path: string, value: unknown) => SqlPart, path = ''): unknown {
  if (typeof node !== 'object' || node === null) return leaf(path, node)
  if ('kind' in node && (node.kind === 'step' || node.kind === 'dataset')) return leaf(path, node)
  const child = (name: string, value: unknown) =>
    tablesOf(value, leaf, path === '' ? name : `${path}.${name}`)
  if (Array.isArray(node)) return node.map((value, i) => child(String(i), value))
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, child(name, value)]))
}
