import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { LOAD, rawSql, renderSql, ROW, type SqlFragment, type SqlPart, type TableSchema } from '@sluice/core'

const folder = resolve(import.meta.dirname, '../../../shared/data')

/** Real data as loads, one after another. */
export interface LoadsOf {
  readonly name: string
  readonly what: string
  readonly file: string
  /** Rows with the day or the number of their load as `load`. */
  readonly query: (path: string) => string
}

/** The shared real data sets that come as rows over time, or can be cut into loads. */
export const dataSets: readonly LoadsOf[] = [
  {
    name: 'online_retail',
    what: 'invoice lines of a shop by trading day, 8 columns',
    file: 'online_retail.csv.gz',
    query:
      path => `SELECT InvoiceDate::DATE - DATE '2010-12-01' AS load, InvoiceNo AS invoice, StockCode AS stock_code,
      Description AS description, Quantity::DOUBLE AS quantity, UnitPrice::DOUBLE AS price,
      CustomerID::DOUBLE::BIGINT::VARCHAR AS customer, Country AS country
      FROM read_csv('${path}', all_varchar = true)`,
  },
  {
    name: 'completejourney',
    what: 'grocery transactions by day, 8 columns',
    file: 'completejourney/transactions_sample.csv.gz',
    query:
      path => `SELECT transaction_timestamp::TIMESTAMP::DATE - DATE '2017-01-01' AS load, household_id, store_id, basket_id,
      product_id, quantity::DOUBLE AS quantity, sales_value::DOUBLE AS sales_value, retail_disc::DOUBLE AS retail_disc,
      coupon_disc::DOUBLE AS coupon_disc FROM read_csv('${path}', all_varchar = true)`,
  },
  {
    name: 'bank',
    what: 'clients of a bank by chance in loads of 500, 15 columns',
    file: 'bank_full.csv.gz',
    query:
      path => `SELECT (row_number() OVER (ORDER BY hash(row_number)) - 1) // 500 AS load, * EXCLUDE (row_number, "default", contact)
      REPLACE (age::DOUBLE AS age, balance::DOUBLE AS balance, day::DOUBLE AS day, duration::DOUBLE AS duration,
        campaign::DOUBLE AS campaign, pdays::DOUBLE AS pdays, previous::DOUBLE AS previous)
      FROM (SELECT row_number() OVER () AS row_number, * FROM read_csv('${path}', delim = ';', all_varchar = true))`,
  },
]

/** Loads in a database in memory. */
export interface OpenLoads {
  readonly data: { rows: <R>(statement: SqlFragment<R> | string) => Promise<R[]> }
  readonly table: SqlPart
  readonly schema: TableSchema
  readonly at: readonly Date[]
}

/** Opens a data set; undefined where the shared data are not there. */
export async function openLoads({ file, query }: LoadsOf, most: number): Promise<OpenLoads | undefined> {
  const path = join(folder, file)
  if (!existsSync(path)) return undefined
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
  const rows = async <R>(statement: SqlFragment<R> | string) => {
    const text = typeof statement === 'string' ? statement : pasted(statement)
    return (await (await connection.run(text)).getRowObjectsJS()) as R[]
  }
  await connection.run(`CREATE TABLE source AS ${query(path)}`)
  await connection.run(`CREATE TABLE days AS SELECT load, row_number() OVER (ORDER BY load) - 1 AS number FROM source
    GROUP BY load HAVING count(*) >= 50 ORDER BY load LIMIT ${most}`)
  await connection.run(`CREATE TABLE loads AS SELECT days.number::BIGINT AS "${LOAD}", row_number() OVER () AS "${ROW}",
    source.* EXCLUDE (load) FROM source JOIN days USING (load)`)
  const days = await rows<{ load: number | bigint }>('SELECT load FROM days ORDER BY load')
  const described = await rows<{ column_name: string; column_type: string }>('DESCRIBE loads')
  const columns = described
    .filter(({ column_name: name }) => name !== LOAD && name !== ROW)
    .map(({ column_name: name, column_type: type }) => ({
      name,
      type: type === 'DOUBLE' ? ('number' as const) : ('text' as const),
      nullable: true,
    }))
  const at = days.map(({ load }) => new Date(Date.UTC(2026, 0, 5, 6) + Number(load) * 86_400_000))
  return { data: { rows }, table: rawSql('loads'), schema: { columns }, at }
}

/** A statement with its values as text: they are numbers and words of ours. */
function pasted(statement: SqlFragment): string {
  const { text, values } = renderSql(statement)
  return text.replace(/\$(\d+)/g, (_, i: string) => {
    const value = values[Number(i) - 1]
    return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
  })
}
