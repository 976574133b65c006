import type { DataType } from '@sluice/expr'
import { identifier, joinSql, rawSql, sql } from '@sluice/core'
import type { ReadContext, SqlPart, WantedTypes } from '@sluice/core'
import type { InvalidCells } from '../../errors/source-cells-invalid.ts'
import type { Relation, RelationColumn } from '../relation.ts'
import { looksLike, readCell, sniffed, type CellRules } from './cell-rules.ts'

/** A column whose cells are text, or can be given as text. */
export interface CellColumn {
  readonly name: string
  readonly text: SqlPart
  /** Conditions under which a cell may count as a type when types are sniffed; any cell when absent. */
  readonly onlyIf?: Readonly<Partial<Record<DataType, SqlPart>>>
}

/** Files whose columns have no types of their own. */
export interface CellRelation {
  readonly kind: 'cells'
  readonly name: string
  readonly from: SqlPart
  /** The same rows with the columns `sluice_row` (in its file, from 1) and `sluice_file`, for messages. */
  readonly numbered: SqlPart
  readonly columns: readonly CellColumn[]
  readonly rules: CellRules
  /** Types given with the source; they win over wanted ones. */
  readonly types: WantedTypes
}

/** A relation whose columns got types, with the cells that do not have them. */
export interface TypedCells {
  readonly relation: Relation
  /** Counts of cells that cannot be read as their column's type, by column. */
  readonly invalid: ReadonlyMap<string, number>
}

type Counts = Readonly<Record<string, number>>

/**
 * Gives each column its type: the given or wanted one, else the narrowest that every cell of the whole file looks
 * like. One pass over the files.
 */
export async function typeCells(
  cells: CellRelation,
  wanted: WantedTypes,
  { data }: ReadContext,
): Promise<TypedCells> {
  const declared = (name: string) => cells.types[name] ?? wanted[name]
  const counts = cells.columns.flatMap((column, i) => countsOf(column, i, declared(column.name), cells.rules))
  const [found = {}] = await data.rows<Counts>(
    sql`SELECT count(*) AS "rows", ${joinSql(counts, ', ')} FROM ${cells.from}`,
  )
  const invalid = new Map<string, number>()
  const columns = cells.columns.map((column, i): RelationColumn => {
    const filled = found[`filled${i}`] ?? 0
    const type = declared(column.name) ?? sniff(found, i, filled)
    const failed = declared(column.name) === undefined ? 0 : filled - (found[`fits${i}`] ?? 0)
    if (failed > 0) invalid.set(column.name, failed)
    const nullable = filled < (found['rows'] ?? 0) || failed > 0
    const value = readCell(type, column.text, cells.rules)
    return { name: column.name, type, nullable, value, written: column.text }
  })
  return { relation: { kind: 'relation', name: cells.name, from: cells.from, columns }, invalid }
}

function countsOf(
  { text, onlyIf = {} }: CellColumn,
  i: number,
  declared: DataType | undefined,
  rules: CellRules,
): readonly SqlPart[] {
  const filled = sql`count(${text}) AS ${identifier(`filled${i}`)}`
  if (declared === 'text') return [filled, sql`count(${text}) AS ${identifier(`fits${i}`)}`]
  if (declared !== undefined) {
    return [filled, sql`count(${readCell(declared, text, rules)}) AS ${identifier(`fits${i}`)}`]
  }
  const candidates = sniffed.map(type => {
    const condition = onlyIf[type] ?? rawSql('true')
    const looks = sql`${condition} AND ${looksLike(type, text, rules)}`
    return sql`count(*) FILTER (WHERE ${text} IS NOT NULL AND ${looks}) AS ${identifier(`${type}${i}`)}`
  })
  return [filled, ...candidates]
}

function sniff(found: Counts, i: number, filled: number): DataType {
  if (filled === 0) return 'text'
  return sniffed.find(type => found[`${type}${i}`] === filled) ?? 'text'
}

const examples = 3

/** The first invalid cells of columns, for messages. */
export async function findInvalid(
  cells: CellRelation,
  { relation, invalid }: TypedCells,
  columns: ReadonlySet<string>,
  { data }: ReadContext,
): Promise<readonly InvalidCells[]> {
  const found: InvalidCells[] = []
  for (const [name, count] of invalid) {
    const cell = cells.columns.find(column => column.name === name)
    const typed = relation.columns.find(column => column.name === name)
    if (!columns.has(name) || cell === undefined || typed === undefined) continue
    const rows = await data.rows(
      sql<{ row: number; file: string; value: string }>`
        SELECT sluice_row AS "row", sluice_file AS "file", left(${cell.text}, 40) AS "value" FROM ${cells.numbered}
        WHERE ${cell.text} IS NOT NULL AND ${typed.value} IS NULL
        ORDER BY sluice_file, sluice_row LIMIT ${examples}`,
    )
    found.push({ column: name, type: typed.type, count, first: rows })
  }
  return found
}
