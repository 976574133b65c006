import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'

/** Opens a client's DuckDB file, works with it, and lets go of it so that a pipeline can read it. */
export async function withWarehouse<T>(path: string, work: (db: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(path)
  try {
    const db = await instance.connect()
    try {
      await db.run(`SET TimeZone = 'UTC'`)
      return await work(db)
    } finally {
      db.closeSync()
    }
  } finally {
    instance.closeSync()
  }
}

/** Runs statements in a transaction: all of them or none. */
export async function inTransaction(db: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  await db.run('BEGIN')
  try {
    await work()
  } catch (error) {
    await db.run('ROLLBACK')
    throw error
  }
  await db.run('COMMIT')
}
