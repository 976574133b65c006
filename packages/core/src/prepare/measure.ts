import { duckdb, exprSql, type ExprNode } from '@sluice/expr'
import type { DataSession } from '../data/session.ts'
import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import type { SqlFragment, SqlPart } from '../sql/fragment.ts'
import { FOLD, TARGET, type Measurement, type Statistic } from '../transforms/transform.ts'

/** Enough rows to know where a column's values lie. */
const probeRows = 1000

/** Measures all statistics over a table expression in one statement. Results are in the order asked for. */
export async function measure(
  statistics: readonly Statistic[],
  rows: SqlPart,
  data: DataSession,
): Promise<readonly Measurement[]> {
  if (statistics.length === 0) return []
  const columns = statistics.map(
    (statistic, i) => sql`${measureSql(statistic, rows)} AS ${identifier(`m${i}`)}`,
  )
  const [row] = await data.rows<Readonly<Record<string, unknown>>>(
    sql`SELECT count(*) AS n, ${joinSql(columns, ', ')} FROM ${rows} sluice_rows`,
  )
  const n = Number(row?.['n'] ?? 0)
  return statistics.map((statistic, i) =>
    measurementOf(statistic, n, (row?.[`m${i}`] ?? {}) as Readonly<Record<string, unknown>>),
  )
}

/** One aggregate per statistic; values by category are counted in a subquery of the same statement. */
function measureSql(statistic: Statistic, rows: SqlPart): SqlFragment {
  const value = valueSql(statistic.of)
  switch (statistic.kind) {
    case 'moments': {
      // Measured from a point amidst the values: one pass over values far from 0 would lose their digits.
      const shift = sql`coalesce((SELECT avg(v) FROM (SELECT ${value} AS v FROM ${rows} p LIMIT ${probeRows})), 0e0)`
      return sql`{present: count(${value}), shift: ${shift}, mean: avg(${value} - ${shift}), variance: var_pop(${value} - ${shift})}`
    }
    case 'extremes':
      return sql`{present: count(${value}), min: min(${value}), max: max(${value})}`
    case 'quantiles': {
      const at = rawSql(
        `[${statistic.at.map(share => exprSql(duckdb, { kind: 'literal', type: 'number', value: share })).join(', ')}]`,
      )
      const values =
        statistic.method === 'linear' ? sql`quantile_cont(${value}, ${at})` : averagedQuantiles(value, at)
      return sql`{present: count(${value}), list: ${values}}`
    }
    case 'counts':
      return sql`(SELECT {list: list({v: v, n: n} ORDER BY v)} FROM (SELECT ${value} AS v, count(*) AS n FROM ${rows} c GROUP BY 1))`
    case 'target-counts': {
      const y = identifier(TARGET)
      return sql`(SELECT {list: list({v: v, f: f, n: n, s: s, q: q} ORDER BY v, f)} FROM (
        SELECT ${value} AS v, ${identifier(FOLD)} AS f, count(*) AS n, sum(${y}) AS s, sum(${y} * ${y}) AS q FROM ${rows} c GROUP BY 1, 2))`
    }
  }
}

/** NumPy's "averaged_inverted_cdf", which DuckDB lacks: the mean of two neighbours where n · p is whole. */
function averagedQuantiles(value: SqlPart, at: SqlPart): SqlFragment {
  const sorted = sql`list(${value} ORDER BY ${value}) FILTER (WHERE ${value} IS NOT NULL)`
  return sql`list_transform([${sorted}], lambda a: list_transform(${at}, lambda p:
    CASE WHEN p * len(a) = floor(p * len(a))
      THEN (a[greatest(1, (p * len(a))::BIGINT)] + a[least(len(a), (p * len(a))::BIGINT + 1)]) / 2e0
      ELSE a[floor(p * len(a))::BIGINT + 1] END))[1]`
}

function valueSql(node: ExprNode): SqlPart {
  // Datasets hold no NaN, so columns are read as they are.
  return rawSql(exprSql(duckdb, node, { nanSafe: false }))
}

type Fields = Readonly<Record<string, unknown>>

interface Counted {
  readonly v: string | number | null
  readonly f?: number
  readonly n: number
  readonly s?: number
  readonly q?: number
}

function measurementOf(statistic: Statistic, rows: number, fields: Fields): Measurement {
  const missing = rows - Number(fields['present'] ?? 0)
  switch (statistic.kind) {
    case 'moments': {
      const mean = numberOr(fields['shift'], 0) + numberOr(fields['mean'], Number.NaN)
      return { kind: 'moments', rows, missing, mean, variance: numberOr(fields['variance'], Number.NaN) }
    }
    case 'extremes':
      return {
        kind: 'extremes',
        missing,
        min: numberOr(fields['min'], Number.NaN),
        max: numberOr(fields['max'], Number.NaN),
      }
    case 'quantiles': {
      const list = (fields['list'] ?? []) as readonly (number | null)[]
      const values =
        list.length === 0
          ? statistic.at.map(() => Number.NaN)
          : list.map(value => numberOr(value, Number.NaN))
      return { kind: 'quantiles', missing, values }
    }
    case 'counts': {
      const list = (fields['list'] ?? []) as readonly Counted[]
      const present = list.filter(({ v }) => v !== null)
      return {
        kind: 'counts',
        missing: list.find(({ v }) => v === null)?.n ?? 0,
        values: present.map(({ v }) => v as string | number),
        counts: present.map(({ n }) => n),
      }
    }
    case 'target-counts': {
      const list = (fields['list'] ?? []) as readonly Counted[]
      const entries = list.map(({ v, f = 0, n, s = 0, q = 0 }) => ({
        value: v,
        fold: f,
        count: n,
        sum: s,
        sumOfSquares: q,
      }))
      return { kind: 'target-counts', entries }
    }
  }
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
