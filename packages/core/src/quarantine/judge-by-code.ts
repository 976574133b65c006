import type { ColumnData } from '@sluice/expr'
import type { DataSession } from '../data/session.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import type { CodeRule, RuleRow } from './row-rule.ts'
import { RuleUnusable } from './rule-unusable.ts'

/** A table whose rows were judged by functions: by rule, the column that says which rows are bad. */
export interface JudgedTable {
  readonly table: SqlPart
  readonly flags: ReadonlyMap<CodeRule, string>
}

const tableName = 'sluice judged rows'

/**
 * Calls the functions of rules for every row, once, and writes the rows with what they said to a table of the session.
 *
 * @throws RuleUnusable when a function throws or gives something other than true and false.
 */
export async function judgeByCode(
  data: DataSession,
  table: SqlPart,
  schema: TableSchema,
  rules: readonly CodeRule[],
): Promise<JudgedTable> {
  const flags = new Map(rules.map((rule, i) => [rule, `sluice code ${i}`]))
  const columns = [...flags.values()].map(name => ({ name, type: 'boolean', nullable: false }) as const)
  const writer = await data.writer(tableName, { columns: [...schema.columns, ...columns] })
  const list = joinSql(
    schema.columns.map(({ name }) => identifier(name)),
    ', ',
  )
  let before = 0
  for await (const chunk of data.chunks(sql`SELECT ${list} FROM ${table}`)) {
    const judged = rules.map(rule => [
      flags.get(rule) as string,
      judge(rule, chunk.columns, chunk.rows, before),
    ])
    await writer.write({
      rows: chunk.rows,
      columns: { ...chunk.columns, ...(Object.fromEntries(judged) as Record<string, ColumnData>) },
    })
    before += chunk.rows
  }
  await writer.close()
  return { table: identifier(tableName), flags }
}

function judge(
  rule: CodeRule,
  columns: Readonly<Record<string, ColumnData>>,
  rows: number,
  before: number,
): ColumnData {
  const values = new Uint8Array(rows)
  for (let i = 0; i < rows; i++) {
    const row = Object.fromEntries(rule.columns.map(name => [name, valueAt(columns[name] as ColumnData, i)]))
    values[i] = callRule(rule, row, before + i + 1) ? 0 : 1
  }
  return { type: 'boolean', values }
}

function callRule(rule: CodeRule, row: RuleRow, number: number): boolean {
  let good: unknown
  try {
    good = rule.good(row)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new RuleUnusable({
      rule: rule.name,
      column: rule.columns.join(', '),
      reason: `it failed on row ${number}: ${said}`,
    })
  }
  if (typeof good === 'boolean') return good
  const reason = `it gave ${typeof good} for row ${number}, and must give true or false`
  throw new RuleUnusable({ rule: rule.name, column: rule.columns.join(', '), reason })
}

function valueAt(column: ColumnData, i: number): number | string | boolean | Date | null {
  switch (column.type) {
    case 'text':
      return column.values[i] ?? null
    case 'boolean':
      return column.values[i] === 2 ? null : column.values[i] === 1
    case 'number':
    case 'timestamp': {
      const value = column.values[i] as number
      if (Number.isNaN(value)) return null
      return column.type === 'number' ? value : new Date(value / 1000)
    }
  }
}
