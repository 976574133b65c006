import type { DataSession } from '../data/session.ts'
import type { OtherTable } from '../checks/kinds/kind.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import { judgeByCode } from './judge-by-code.ts'
import type { RowRule } from './row-rule.ts'
import { anyOf, assertUsable, broken, reasonWhere } from './rule-sql.ts'
import { reasonsColumn, type Quarantined } from './quarantined.ts'
import { RowsUnbalanced } from './rows-unbalanced.ts'

/** What is split. */
export interface SplitRequest {
  /** What messages call the rows, such as `events`. */
  readonly subject: string
  /** Renders as a table expression. */
  readonly table: SqlPart
  readonly schema: TableSchema
  readonly rules: readonly RowRule[]
  /** Conditions that were computed with the table, by their reason: SQL that holds for bad rows. */
  readonly marked?: ReadonlyMap<string, SqlPart>
  /** Columns of the table that go on; default all of `schema`. */
  readonly keep?: readonly string[]
  /** Other datasets by the names that `found` rules use. */
  readonly others?: Readonly<Record<string, OtherTable>>
}

interface Condition {
  readonly reason: string
  readonly bad: SqlPart
}

/**
 * Splits a table into rows that keep all rules and rows that break one, each saved as a dataset. A table without bad rows
 * is read twice, one with bad rows three times.
 *
 * @throws RuleUnusable before anything is saved, RowsUnbalanced when good and bad rows are not all rows.
 */
export async function splitRows(data: DataSession, request: SplitRequest): Promise<Quarantined> {
  const { subject, schema, others = {}, marked = new Map<string, SqlPart>() } = request
  const scope = { schema, others }
  for (const rule of request.rules) assertUsable(rule, scope)
  const code = request.rules.filter(rule => rule.kind === 'code')
  const judged = code.length === 0 ? undefined : await judgeByCode(data, request.table, schema, code)
  const conditions: Condition[] = [
    ...[...marked].map(([reason, bad]) => ({ reason, bad })),
    ...request.rules.map(rule => ({
      reason: rule.name,
      bad: rule.kind === 'code' ? identifier(judged?.flags.get(rule) as string) : broken(rule, scope),
    })),
  ]
  const table = judged?.table ?? request.table
  const columns = (request.keep ?? schema.columns.map(({ name }) => name)).map(identifier)
  const list = joinSql(columns, ', ')
  const rows = flagged(table, conditions)
  const counts = await countBad(data, rows, conditions.length)
  const reasons = conditions
    .map(({ reason }, i) => ({ rule: reason, rows: counts.each[i] as number }))
    .filter(reason => reason.rows > 0)
    .toSorted((a, b) => b.rows - a.rows)
  const save = (query: SqlPart) => data.save(sql`${query}`)
  if (counts.bad === 0) {
    const good = await save(sql`SELECT ${list} FROM ${table}`)
    return balanced(subject, { kind: 'quarantined', good, rows: counts.rows, reasons })
  }
  const flags = conditions.map((_, i) => flag(i))
  const any = anyOf(flags)
  const named = conditions.map(({ reason }, i) => reasonWhere(flag(i), reason))
  const good = await save(sql`SELECT ${list} FROM ${rows} WHERE NOT ${any}`)
  const bad = await save(
    sql`SELECT ${list}, concat_ws('; ', ${joinSql(named, ', ')}) AS ${identifier(reasonsColumn)} FROM ${rows} WHERE ${any}`,
  )
  return balanced(subject, { kind: 'quarantined', good, bad, rows: counts.rows, reasons })
}

/** The rows with a flag for each condition. */
function flagged(table: SqlPart, conditions: readonly Condition[]): SqlPart {
  const flags = conditions.map(({ bad }, i) => sql`${bad} AS ${flag(i)}`)
  return flags.length === 0 ? table : sql`(SELECT *, ${joinSql(flags, ', ')} FROM ${table})`
}

function flag(i: number): SqlPart {
  return identifier(`sluice bad ${i}`)
}

async function countBad(data: DataSession, rows: SqlPart, conditions: number) {
  const flags = Array.from({ length: conditions }, (_, i) => flag(i))
  const measures = [
    sql`count(*) AS "rows"`,
    sql`count(CASE WHEN ${anyOf(flags)} THEN 1 END) AS "bad"`,
    ...flags.map((each, i) => sql`count(CASE WHEN ${each} THEN 1 END) AS ${identifier(`n${i}`)}`),
  ]
  const [found = {}] = await data.rows<Record<string, number>>(
    sql`SELECT ${joinSql(measures, ', ')} FROM ${rows}`,
  )
  const each = flags.map((_, i) => found[`n${i}`] ?? 0)
  return { rows: found['rows'] ?? 0, bad: found['bad'] ?? 0, each }
}

function balanced(subject: string, split: Quarantined): Quarantined {
  const [good, bad] = [split.good.rows, split.bad?.rows ?? 0]
  if (good + bad !== split.rows) throw new RowsUnbalanced({ subject, rows: split.rows, good, bad })
  return split
}
