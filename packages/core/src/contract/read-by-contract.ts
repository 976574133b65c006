import type { DatasetRef } from '../data/refs.ts'
import type { DataSession } from '../data/session.ts'
import { splitRows } from '../quarantine/split-rows.ts'
import type { Quarantined } from '../quarantine/quarantined.ts'
import type { RowRule } from '../quarantine/row-rule.ts'
import { anyOf, broken } from '../quarantine/rule-sql.ts'
import type { ColumnSchema, TableSchema } from '../schema/table-schema.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import { domainRules } from './column-rules.ts'
import type { Contract, ContractColumn } from './contract.ts'
import { convert, missingOf } from './convert-column.ts'

/** Something that a policy did to a column, besides taking out rows. */
export interface ContractChange {
  readonly column: string
  /** `unreadable`: values that are not of the type are missing now. `emptied`: all values are. */
  readonly what: 'unreadable' | 'emptied'
  /** Values that do not fit. */
  readonly rows: number
}

/** Rows as they were read, and what a contract says of them. */
export interface ContractRequest {
  readonly subject: string
  readonly contract: Contract
  /** The table or view of the session that holds the rows under the source's own names. */
  readonly into: string
  /** Its columns. */
  readonly schema: TableSchema
  /** The name of a declared column at the source. */
  readonly sourceName: (column: string) => string
  /** Columns at the source that are not declared. */
  readonly others: readonly ColumnSchema[]
}

/** What a contract made of the rows. */
export interface ContractRead {
  readonly dataset: DatasetRef
  /** Present where the contract has rules for rows. */
  readonly quarantine?: Quarantined
  readonly changes: readonly ContractChange[]
}

/** The column in which a source gives the text of a cell beside its value. */
export function writtenColumn(column: string): string {
  return `${column} as written`
}

/** Columns whose cells need not be readable: sources give their text beside them. */
export function leniently({ columns }: Contract): readonly string[] {
  return Object.entries(columns).flatMap(([name, { policy, type }]) =>
    policy === 'freeze' || type === 'text' ? [] : [name],
  )
}

/** Columns whose absence blocks. */
export function isRequired({ policy }: ContractColumn): boolean {
  return policy === 'freeze' || policy === 'discard row'
}

/**
 * Makes of rows what a contract wants: columns get their types, what does not fit is missing or goes with its row to the
 * quarantine, as the policy of its column says.
 */
export async function readByContract(data: DataSession, request: ContractRequest): Promise<ContractRead> {
  const { subject, contract } = request
  const typed = typedColumns(request)
  const kept = contract.newColumns === 'discard column' ? [] : request.others
  const schema: TableSchema = {
    columns: [...typed.map(({ name, column: { type, nullable } }) => ({ name, type, nullable })), ...kept],
  }
  const table = typedTable(typed, kept, request.into)
  const changes = await changesOf(data, typed, table, schema)
  const emptied = new Set(changes.filter(({ what }) => what === 'emptied').map(({ column }) => column))
  const final = emptied.size === 0 ? table : emptyColumns(table, schema, emptied)
  const keep = schema.columns.map(({ name }) => name)
  const { rules, marked } = rowRules(contract, typed, kept)
  if (rules.length === 0 && marked.size === 0) {
    const list = joinSql(keep.map(identifier), ', ')
    return { dataset: await data.save(sql`SELECT ${list} FROM ${final}`), changes }
  }
  const quarantine = await splitRows(data, { subject, table: final, schema, rules, marked, keep })
  return { dataset: quarantine.good, quarantine, changes }
}

interface TypedColumn {
  readonly name: string
  readonly column: ContractColumn
  readonly value: SqlPart
  /** Holds for values that are not of the type. */
  readonly unreadable?: SqlPart
}

function typedColumns({ contract, schema, sourceName }: ContractRequest): readonly TypedColumn[] {
  const found = new Map(schema.columns.map(({ name, type }) => [name, type]))
  return Object.entries(contract.columns).map(([name, column]) => {
    const source = sourceName(name)
    const type = found.get(source)
    if (type === undefined) return { name, column, value: missingOf(column.type) }
    const raw = identifier(source)
    const value = convert(raw, type, column.type)
    const written = writtenColumn(source)
    if (found.has(written)) {
      return {
        name,
        column,
        value,
        unreadable: sql`(${identifier(written)} IS NOT NULL AND ${value} IS NULL)`,
      }
    }
    if (type === column.type || column.type === 'text') return { name, column, value }
    return { name, column, value, unreadable: sql`(${raw} IS NOT NULL AND ${value} IS NULL)` }
  })
}

function typedTable(typed: readonly TypedColumn[], kept: readonly ColumnSchema[], into: string): SqlPart {
  const list = [
    ...typed.map(({ name, value }) => sql`${value} AS ${identifier(name)}`),
    ...kept.map(({ name }) => identifier(name)),
    ...typed.flatMap(({ unreadable }, i) =>
      unreadable === undefined ? [] : [sql`${unreadable} AS ${unreadableFlag(i)}`],
    ),
  ]
  return sql`(SELECT ${joinSql(list, ', ')} FROM ${identifier(into)})`
}

function unreadableFlag(i: number): SqlPart {
  return identifier(`sluice unreadable ${i}`)
}

interface Looked {
  readonly name: string
  readonly what: ContractChange['what']
  readonly bad: SqlPart
}

/** What `evolve` and `discard column` find: one pass, none where no column has these policies and may not fit. */
async function changesOf(
  data: DataSession,
  typed: readonly TypedColumn[],
  table: SqlPart,
  schema: TableSchema,
): Promise<readonly ContractChange[]> {
  const looked = typed.flatMap(({ name, column, unreadable }, i): readonly Looked[] => {
    const marked = unreadable === undefined ? [] : [unreadableFlag(i)]
    if (column.policy === 'evolve') return marked.map(bad => ({ name, what: 'unreadable', bad }))
    if (column.policy !== 'discard column') return []
    const rules = domainRules(name, column).map(rule =>
      broken(rule as Exclude<RowRule, { kind: 'code' }>, { schema, others: {} }),
    )
    const all = [...marked, ...rules]
    return all.length === 0 ? [] : [{ name, what: 'emptied', bad: anyOf(all) }]
  })
  if (looked.length === 0) return []
  const counts = looked.map(({ bad }, i) => sql`count(CASE WHEN ${bad} THEN 1 END) AS ${identifier(`n${i}`)}`)
  const [found = {}] = await data.rows<Record<string, number>>(
    sql`SELECT ${joinSql(counts, ', ')} FROM ${table}`,
  )
  return looked.flatMap(({ name, what }, i) => {
    const rows = found[`n${i}`] ?? 0
    return rows === 0 ? [] : [{ column: name, what, rows }]
  })
}

function emptyColumns(table: SqlPart, { columns }: TableSchema, emptied: ReadonlySet<string>): SqlPart {
  const replaced = columns
    .filter(({ name }) => emptied.has(name))
    .map(({ name, type }) => sql`${missingOf(type)} AS ${identifier(name)}`)
  return sql`(SELECT * REPLACE (${joinSql(replaced, ', ')}) FROM ${table})`
}

/** What takes a row out: rules, and conditions that the typed table has as columns. */
function rowRules(contract: Contract, typed: readonly TypedColumn[], kept: readonly ColumnSchema[]) {
  const marked = new Map<string, SqlPart>()
  const rules: RowRule[] = []
  for (const [i, { name, column, unreadable }] of typed.entries()) {
    if (column.policy !== 'discard row') continue
    // A value that cannot be read is missing by now, and one reason is enough.
    if (unreadable !== undefined) marked.set(`${name} cannot be read as ${column.type}`, unreadableFlag(i))
    rules.push(...domainRules(name, column))
  }
  if (contract.newColumns === 'discard row') {
    for (const { name } of kept) {
      marked.set(`${name} is not in the contract`, sql`${identifier(name)} IS NOT NULL`)
    }
  }
  return { rules: [...rules, ...contract.rules], marked }
}
