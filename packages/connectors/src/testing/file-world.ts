import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { rawSql, sql } from '@sluice/core'
import type { Source } from '@sluice/core'
import { textLiteral } from '../shared/literal.ts'
import type { SourceWorld } from './source-contract.ts'
import type { TestData } from './test-context.ts'

/** A folder of files as a system for the contract: each table is a file that DuckDB writes. */
export async function fileWorld(
  { data, folder }: TestData,
  extension: string,
  copyOptions: string,
  source: (path: string) => Source,
): Promise<SourceWorld> {
  const files = join(folder, 'files')
  await mkdir(files, { recursive: true })
  const pathOf = (table: string) => join(files, `${table}${extension}`)
  return {
    fill: (table, rows) =>
      data.run(sql`COPY (${rawSql(rows)}) TO ${textLiteral(pathOf(table))} (${rawSql(copyOptions)})`),
    source: table => source(pathOf(table)),
    close: async () => undefined,
  }
}
