import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DatasetProfile, TableSchema } from '@sluice/core'
import { Connection } from '../data/connection.ts'
import { ownedName } from '../store/owned-name.ts'
import { profileFile } from './profile-file.ts'

const memoryLimitBytes = 1e9

/** Profiles a file in a DuckDB of its own, which spills to disk. */
export async function inProfilingSession(
  scratchRoot: string,
  path: string,
  schema: TableSchema,
): Promise<DatasetProfile> {
  const temporaryFolder = join(resolve(scratchRoot), ownedName())
  await mkdir(temporaryFolder, { recursive: true })
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${memoryLimitBytes}B`,
    temp_directory: temporaryFolder,
    errors_as_json: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  try {
    const limits = { memoryLimitBytes, temporaryFolder }
    const scope = { signal: new AbortController().signal, limits, connections: new Set<Connection>() }
    const connection = await Connection.open(instance, scope)
    const profile = await connection.exclusively(() => profileFile(connection, path, schema))
    await connection.close()
    return profile
  } finally {
    instance.closeSync()
    await rm(temporaryFolder, { recursive: true, force: true })
  }
}
