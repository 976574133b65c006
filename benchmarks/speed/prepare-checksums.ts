import { rawSql, type DataSession } from '@sluice/core'

/** Checksums of the columns of a result table, in order (see `Report`). */
export async function checksums(data: DataSession, table: string): Promise<readonly (readonly number[])[]> {
  const { columns } = await data.describe(rawSql(`SELECT * EXCLUDE (id) FROM ${table}`))
  const weight = '((id % 997)::DOUBLE / 997e0)'
  const sums = columns.map(({ name }) => {
    const value = `"${name.replaceAll('"', '""')}"`
    return `[fsum(${value}), fsum(${value} * ${value}), fsum(${value} * ${weight})]`
  })
  const [row] = await data.rows<{ sums: readonly (readonly number[])[] }>(
    rawSql(`SELECT [${sums.join(', ')}] AS sums FROM ${table}`),
  )
  return row?.sums ?? []
}
