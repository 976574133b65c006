import type { DataType } from '@sluice/expr'
import { valueOf } from '../checks/kinds/column-sql.ts'
import type { DataSession } from '../data/session.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import type { ColumnSpec } from '../scoring/source-table.ts'

/** A column as a sample shows it. */
export interface InferredColumn {
  readonly name: string
  readonly type: ColumnSpec
  readonly min?: number
  readonly oneOf?: readonly string[]
  readonly pattern?: string
  /** What the sample holds, for who reads the contract. */
  readonly note: string
}

/** A contract as a sample suggests it. */
export interface InferredContract {
  readonly name: string
  readonly rows: number
  readonly columns: readonly InferredColumn[]
}

// A domain is claimed only where the sample says a lot about it: a value that was not seen must be unlikely.
const mostListed = 12
const rowsPerListed = 100
const rowsOfPattern = 50
const examples = mostListed + 1

/**
 * What a sample suggests a table must look like: types, whether values may be missing, and domains where the sample is
 * large enough for them. One pass over the rows, and one more for each column of text.
 */
export async function inferContract(
  name: string,
  {
    data,
    table,
    schema,
  }: { readonly data: DataSession; readonly table: SqlPart; readonly schema: TableSchema },
): Promise<InferredContract> {
  const measures = schema.columns.flatMap(({ name: column, type }, i) => {
    const value = valueOf(column, type)
    const least = type === 'number' ? sql`min(${value})` : rawSql('NULL')
    return [sql`count(${value}) AS ${identifier(`n${i}`)}`, sql`${least} AS ${identifier(`min${i}`)}`]
  })
  const [found = {}] = await data.rows<Record<string, number | null>>(
    sql`SELECT count(*) AS "rows", ${joinSql(measures, ', ')} FROM ${table}`,
  )
  const rows = found['rows'] ?? 0
  const columns: InferredColumn[] = []
  for (const [i, { name: column, type }] of schema.columns.entries()) {
    const filled = found[`n${i}`] ?? 0
    const least = found[`min${i}`] ?? undefined
    const domain =
      type === 'text' ? await textDomain(data, table, column, filled) : numberDomain(least, filled)
    columns.push({
      name: column,
      type: specOf(type, filled, rows),
      ...domain,
      note: noteOf(filled, rows, domain.values),
    })
  }
  return { name, rows, columns: columns.map(withoutValues) }
}

interface Domain extends Pick<InferredColumn, 'min' | 'oneOf' | 'pattern'> {
  /** How many distinct values there are. */
  readonly values?: number
}

function specOf(type: DataType, filled: number, rows: number): ColumnSpec {
  return filled === rows && rows > 0 ? type : `${type}?`
}

function numberDomain(least: number | undefined, filled: number): Domain {
  return least !== undefined && least >= 0 && filled >= rowsOfPattern ? { min: 0 } : {}
}

async function textDomain(
  data: DataSession,
  table: SqlPart,
  column: string,
  filled: number,
): Promise<Domain> {
  const value = identifier(column)
  const [counted] = await data.rows(
    sql<{ values: number }>`SELECT count(DISTINCT ${value}) AS "values" FROM ${table}`,
  )
  const values = counted?.values ?? 0
  if (values > 0 && values <= mostListed && filled >= values * rowsPerListed) {
    const listed = await data.rows(
      sql<{
        value: string
      }>`SELECT DISTINCT ${value} AS "value" FROM ${table} WHERE ${value} IS NOT NULL ORDER BY 1 LIMIT ${rawSql(String(examples))}`,
    )
    return { values, oneOf: listed.map(row => row.value) }
  }
  if (filled < rowsOfPattern || values < rowsOfPattern / 2) return { values }
  const pattern = await commonPattern(data, table, value)
  return pattern === undefined ? { values } : { values, pattern }
}

/** The pattern that all values have, where letters and marks stand at the same places and only digits differ. */
async function commonPattern(data: DataSession, table: SqlPart, value: SqlPart): Promise<string | undefined> {
  const shape = sql`regexp_replace(${value}, '[0-9]+', '0', 'g')`
  const shapes = await data.rows(
    sql<{
      shape: string
    }>`SELECT DISTINCT ${shape} AS shape FROM ${table} WHERE ${value} IS NOT NULL LIMIT 2`,
  )
  const [only, another] = shapes
  if (only === undefined || another !== undefined || !only.shape.includes('0')) return undefined
  return only.shape.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('0', '[0-9]+')
}

function noteOf(filled: number, rows: number, values: number | undefined): string {
  const missing =
    rows === 0
      ? 'no rows in the sample'
      : filled === rows
        ? 'never missing'
        : `missing in ${share(1 - filled / rows)}`
  return values === undefined ? missing : `${missing}, ${values} distinct`
}

function share(part: number): string {
  return part < 0.001 ? 'under 0.1 %' : `${Number((part * 100).toFixed(1))} %`
}

function withoutValues({ values: _values, ...column }: InferredColumn & Domain): InferredColumn {
  return column
}
