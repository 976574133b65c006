import { check, type CheckDefinition, type Severity } from '../checks/check.ts'
import { rowRule, type RowRule } from '../quarantine/row-rule.ts'
import { identifier, sql } from '../sql/sql.ts'
import type { Contract, ContractColumn } from './contract.ts'

/** The rules for rows that a column's domain makes. */
export function domainRules(name: string, column: ContractColumn): readonly RowRule[] {
  const { nullable, min, max, oneOf, pattern } = column
  return [
    ...(nullable ? [] : [rowRule.present(name)]),
    ...(min === undefined && max === undefined
      ? []
      : [rowRule.between(name, { ...(min !== undefined && { min }), ...(max !== undefined && { max }) })]),
    ...(oneOf === undefined ? [] : [rowRule.listed(name, oneOf)]),
    ...(pattern === undefined ? [] : [rowRule.matches(name, pattern)]),
  ]
}

/** Domains that are checked as a whole: those of columns whose rows are not taken out. */
export function domainChecks(
  { columns }: Contract,
  missing: ReadonlySet<string>,
): readonly CheckDefinition[] {
  return Object.entries(columns).flatMap(([name, column]) => {
    if (missing.has(name) || column.policy === 'discard row') return []
    return checksOf(name, column, column.policy === 'freeze' ? 'block' : 'warn')
  })
}

function checksOf(name: string, column: ContractColumn, severity: Severity): readonly CheckDefinition[] {
  const { min, max, oneOf, pattern } = column
  const bounds = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
  return [
    ...(Object.keys(bounds).length === 0 ? [] : [check.range(name, { ...bounds, severity })]),
    ...(oneOf === undefined ? [] : [check.oneOf(name, oneOf, { severity })]),
    ...(pattern === undefined ? [] : [patternCheck(name, pattern, severity)]),
  ]
}

function patternCheck(name: string, pattern: string, severity: Severity): CheckDefinition {
  const column = identifier(name)
  return check.sql(
    `${name} matches ${pattern}`,
    rows => sql`SELECT ${column} FROM ${rows} WHERE NOT regexp_full_match(${column}, ${pattern})`,
    { severity },
  )
}
