import type { DataType } from '@sluice/expr'
import { columnValue } from '../checks/kinds/column-sql.ts'
import type { OtherTable } from '../checks/kinds/kind.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import { storedPart } from '../sql/stored-sql.ts'
import { columnsOfRule, type FoundRule, type RowRule } from './row-rule.ts'
import { RuleUnusable } from './rule-unusable.ts'

/** The rows that rules are applied to, and what they may be compared with. */
export interface RuleScope {
  readonly schema: TableSchema
  /** Other datasets by the names that `found` rules use. */
  readonly others: Readonly<Record<string, OtherTable>>
}

/** Types of the columns that a kind of rule can judge; any where it is absent. */
const judged: Readonly<Partial<Record<RowRule['kind'], DataType>>> = { between: 'number', pattern: 'text' }

/**
 * SQL that holds for rows that break a rule: never missing, so that a row is good or bad.
 *
 * @throws RuleUnusable when a column is not there or of another type.
 */
export function broken(rule: Exclude<RowRule, { kind: 'code' }>, scope: RuleScope): SqlPart {
  const { schema } = scope
  assertUsable(rule, scope)
  switch (rule.kind) {
    case 'present': {
      const value = columnValue(schema, rule.column)
      const isText = typeIn(schema, rule.column) === 'text'
      if (!rule.blank || !isText) return sql`${value} IS NULL`
      return sql`(${value} IS NULL OR regexp_full_match(${value}, ${'[\\s\\p{Z}]*'}))`
    }
    case 'between': {
      const value = columnValue(schema, rule.column)
      const beyond = [
        ...(rule.min === undefined ? [] : [sql`${value} < ${rule.min}::DOUBLE`]),
        ...(rule.max === undefined ? [] : [sql`${value} > ${rule.max}::DOUBLE`]),
      ]
      return sql`coalesce(${joinSql(beyond, ' OR ')}, false)`
    }
    case 'listed': {
      const values = rule.values.map(value =>
        typeof value === 'number' ? sql`${value}::DOUBLE` : sql`${value}`,
      )
      return sql`coalesce(${columnValue(schema, rule.column)} NOT IN (${joinSql(values, ', ')}), false)`
    }
    case 'pattern':
      return sql`coalesce(NOT regexp_full_match(${identifier(rule.column)}, ${rule.pattern}), false)`
    case 'unique': {
      const key = joinSql(
        rule.columns.map(column => columnValue(schema, column)),
        ', ',
      )
      const complete = joinSql(
        rule.columns.map(column => sql`${columnValue(schema, column)} IS NOT NULL`),
        ' AND ',
      )
      return sql`(${complete} AND count(*) OVER (PARTITION BY ${key}) > 1)`
    }
    case 'found':
      return notFound(rule, scope)
    case 'where':
      // On a line of its own, so that a comment at the condition's end ends there.
      return sql`coalesce((${storedPart(rule)}\n)::BOOLEAN, false)`
  }
}

/** @throws RuleUnusable when a rule reads a column that is not there or of another type. */
export function assertUsable(rule: RowRule, { schema, others }: RuleScope): void {
  for (const column of columnsOfRule(rule)) {
    const type = typeIn(schema, column)
    const wanted = rule.kind === 'listed' ? typeOfValues(rule.values) : judged[rule.kind]
    if (type === undefined) unusable(rule, column, `there is no column "${column}"`)
    if (wanted !== undefined && type !== wanted) {
      unusable(rule, column, `column "${column}" is ${type}, and must be ${wanted}`)
    }
  }
  if (rule.kind !== 'found') return
  const other = others[rule.in]
  if (other === undefined) unusable(rule, rule.in, `there is no dataset "${rule.in}" beside it`)
  rule.otherColumns.forEach((column, i) => {
    const own = typeIn(schema, rule.columns[i] as string)
    const type = typeIn(other.schema, column)
    if (type !== own) {
      unusable(rule, column, `"${column}" of "${rule.in}" is ${type ?? 'absent'}, and must be ${own}`)
    }
  })
}

function notFound(rule: FoundRule, { schema, others }: RuleScope): SqlPart {
  const other = others[rule.in] as OtherTable
  const own = rule.columns.map(column => columnValue(schema, column))
  const theirs = rule.otherColumns.map(column => columnValue(other.schema, column))
  const all = (parts: readonly SqlPart[]) =>
    joinSql(
      parts.map(part => sql`${part} IS NOT NULL`),
      ' AND ',
    )
  const keys = sql`SELECT ${joinSql(theirs, ', ')} FROM ${other.table} WHERE ${all(theirs)}`
  return sql`(${all(own)} AND coalesce((${joinSql(own, ', ')}) NOT IN (${keys}), false))`
}

function typeIn({ columns }: TableSchema, column: string): DataType | undefined {
  return columns.find(({ name }) => name === column)?.type
}

function typeOfValues([first]: readonly unknown[]): DataType {
  if (typeof first === 'string') return 'text'
  return typeof first === 'boolean' ? 'boolean' : 'number'
}

function unusable({ name }: RowRule, column: string, reason: string): never {
  throw new RuleUnusable({ rule: name, column, reason })
}

/** SQL that gives `reason` where a row is bad. */
export function reasonWhere(condition: SqlPart, reason: string): SqlPart {
  return sql`CASE WHEN ${condition} THEN ${reason} END`
}

/** True, for rows that any of the conditions holds for. */
export function anyOf(conditions: readonly SqlPart[]): SqlPart {
  return conditions.length === 0 ? rawSql('false') : sql`(${joinSql(conditions, ' OR ')})`
}
