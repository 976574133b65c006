import { rows, type SqlInput, type WorkDatabase } from '../schedule/sql-work.ts'
import type { Dialect } from './dialect.ts'
import { findingsColumn, findingsOf, lineOf, runColumns, type RunLineRow } from './run-line.ts'
import type { IntervalLine, IntervalQuery, RunQuery, Views } from './views.ts'

type RunViews = Pick<
  Views,
  'newest' | 'runs' | 'intervals' | 'beside' | 'dispatched' | 'originOf' | 'clients'
>

/** Reads of runs. */
export function runViews(db: WorkDatabase, dialect: Dialect): RunViews {
  const { seq } = dialect
  return {
    newest: (keys, each) =>
      db.read(function* () {
        const pairs = keys.map(({ pipeline, deployment }) => [pipeline, deployment])
        const found = yield* rows<RunLineRow>(
          `SELECT ${runColumns(seq)} FROM ${dialect.newestRuns} ORDER BY r.as_of DESC, r.${seq} DESC`,
          [JSON.stringify(pairs), each],
        )
        return found.map(lineOf)
      }),
    runs: query =>
      db.read(function* () {
        const { where, values } = conditions(query, dialect)
        const found = yield* rows<RunLineRow>(
          `SELECT ${runColumns(seq)} FROM runs r ${where} ORDER BY r.${seq} DESC LIMIT $1`,
          values,
        )
        return found.map(lineOf)
      }),
    intervals: query => intervals(db, dialect, query),
    clients: runs =>
      db.read(function* () {
        const found = yield* rows<{ id: string; deployment: string }>(
          `SELECT id, deployment FROM runs WHERE ${dialect.oneOf('id', '$1')}`,
          [JSON.stringify(runs)],
        )
        return new Map(found.map(({ id, deployment }) => [id, deployment]))
      }),
    beside: run => beside(db, dialect, run),
    dispatched: backfills =>
      db.read(() =>
        rows(
          `SELECT origin, status, count(*) AS runs FROM dispatches WHERE ${dialect.oneOf('origin', '$1')}
           GROUP BY origin, status ORDER BY origin, status`,
          [JSON.stringify(backfills)],
        ),
      ),
    originOf: run =>
      db.read(function* () {
        const [found] = yield* rows<{ origin: string }>(
          `SELECT d.origin FROM runs r JOIN dispatches d ON d.pipeline = r.pipeline AND d.deployment = r.deployment
             AND d.end_at = r.as_of AND d.run = r.id
           WHERE r.id = $1 ORDER BY d.id LIMIT 1`,
          [run],
        )
        return found?.origin
      }),
  }
}

/** A condition for each part of the query that is there; `$1` is the limit. */
export function conditions(
  { pipeline, deployments, status, before, prefix, limit }: RunQuery,
  { seq, oneOf }: Dialect,
): { readonly where: string; readonly values: readonly SqlInput[] } {
  const values: SqlInput[] = [limit]
  const said: string[] = []
  const add = (condition: (parameter: string) => string, value: SqlInput | undefined) => {
    if (value === undefined) return
    values.push(value)
    said.push(condition(`$${values.length}`))
  }
  add(at => `r.pipeline = ${at}`, pipeline)
  add(at => oneOf('r.deployment', at), deployments && JSON.stringify(deployments))
  add(at => `r.status = ${at}`, status)
  add(at => `r.${seq} < ${at}`, before)
  add(at => `r.id >= ${at}`, prefix)
  add(at => `r.id < ${at}`, prefix && `${prefix}\u{10FFFF}`)
  return { where: said.length === 0 ? '' : `WHERE ${said.join(' AND ')}`, values }
}

interface IntervalRow {
  readonly id: string
  readonly deployment: string
  readonly as_of: string | Date
  readonly status: IntervalLine['status']
  readonly findings: number | null
}

function intervals(
  db: WorkDatabase,
  { seq, oneOf }: Dialect,
  { pipeline, deployments, from, to }: IntervalQuery,
): Promise<readonly IntervalLine[]> {
  return db.read(function* () {
    const found = yield* rows<IntervalRow>(
      `SELECT r.id, r.deployment, r.as_of, r.status, ${findingsColumn} FROM runs r
       WHERE r.pipeline = $1 AND ${oneOf('r.deployment', '$2')} AND r.as_of >= $3 AND r.as_of < $4
       ORDER BY r.deployment, r.as_of, r.${seq}`,
      [pipeline, JSON.stringify(deployments), from, to],
    )
    const lines: IntervalLine[] = []
    for (const { id, deployment, as_of, status, findings: worst } of found) {
      const asOf = new Date(as_of)
      const last = lines.at(-1)
      const isSame = last?.deployment === deployment && last.asOf.getTime() === asOf.getTime()
      const findings = findingsOf(worst)
      const line = { id, deployment, asOf, status, ...(findings !== undefined && { findings }) }
      // Of runs of one interval the newest counts.
      if (isSame) lines[lines.length - 1] = line
      else lines.push(line)
    }
    return lines
  })
}

function beside(db: WorkDatabase, { seq }: Dialect, run: string): ReturnType<Views['beside']> {
  const next = (than: '<' | '>', order: 'DESC' | 'ASC') =>
    `(SELECT o.id FROM runs o WHERE o.pipeline = r.pipeline AND o.deployment = r.deployment
        AND (o.as_of ${than} r.as_of OR (o.as_of = r.as_of AND o.${seq} ${than} r.${seq}))
      ORDER BY o.as_of ${order}, o.${seq} ${order} LIMIT 1)`
  return db.read(function* () {
    const [found] = yield* rows<{ previous: string | null; next: string | null }>(
      `SELECT ${next('<', 'DESC')} AS previous, ${next('>', 'ASC')} AS next FROM runs r WHERE r.id = $1`,
      [run],
    )
    return {
      ...(found?.previous && { previous: found.previous }),
      ...(found?.next && { next: found.next }),
    }
  })
}
