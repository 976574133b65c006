import type { DatasetRef } from '../data/refs.ts'
import type { DataSession } from '../data/session.ts'
import type { BindContext } from '../pipeline/context.ts'
import { step } from '../pipeline/step.ts'
import type { Inputs, Outputs, Step, StepOptions } from '../pipeline/step.ts'
import { reasonsColumn, type Quarantined } from '../quarantine/quarantined.ts'
import { identifier, rawSql, renderSql, sql } from '../sql/sql.ts'
import type { SqlFragment, SqlPart } from '../sql/fragment.ts'

/** The good rows of a split table, as a part to put into SQL; `bad` are those in quarantine, with their reasons. */
export interface QuarantinedPart extends SqlPart {
  readonly bad: SqlPart
}

/** The datasets that a query reads, as parts to put into SQL. */
export type QueryTables<I> = {
  readonly [K in keyof I]: I[K] extends Step<DatasetRef>
    ? SqlPart
    : I[K] extends Step<Quarantined>
      ? QuarantinedPart
      : QueryTables<I[K]>
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
export function query<I extends Inputs>(options: QueryOptions<I>): Step<DatasetRef> {
  const { inputs, sql: queryOf, ...rest } = options
  const definition = renderSql(queryOf(tablesOf(inputs, planned) as QueryTables<I>))
  const run = (outputs: Outputs<I>, { data }: BindContext) => {
    const parts = tablesOf(outputs, (_path, ref) => partOf(ref as DatasetRef | Quarantined, data))
    return data.save(queryOf(parts as QueryTables<I>))
  }
  return step({ ...rest, inputs, definition: { step: 'query', version: 1, ...definition }, run, bind: run })
}

/** What stands for a table while the plan is built. Whether it will be split is not known then. */
function planned(path: string): QuarantinedPart {
  return { ...rawSql(`"${path}"`), bad: rawSql(`"${path}.bad"`) }
}

function partOf(ref: DatasetRef | Quarantined, data: DataSession): SqlPart {
  if (ref.kind === 'dataset') return data.dataset(ref)
  const good = data.dataset(ref.good)
  const none = sql`(SELECT *, NULL::VARCHAR AS ${identifier(reasonsColumn)} FROM ${good} WHERE false)`
  const bad = ref.bad === undefined ? none : data.dataset(ref.bad)
  return { ...good, bad } as QuarantinedPart
}

const leaves: ReadonlySet<unknown> = new Set(['step', 'dataset', 'quarantined'])

/** Replaces every leaf (a step when the plan is built, its dataset when it runs) by a part. */
function tablesOf(node: unknown, leaf: (path: string, value: unknown) => SqlPart, path = ''): unknown {
  if (typeof node !== 'object' || node === null) return leaf(path, node)
  if ('kind' in node && leaves.has(node.kind)) return leaf(path, node)
  const child = (name: string, value: unknown) =>
    tablesOf(value, leaf, path === '' ? name : `${path}.${name}`)
  if (Array.isArray(node)) return node.map((value, i) => child(String(i), value))
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, child(name, value)]))
}
