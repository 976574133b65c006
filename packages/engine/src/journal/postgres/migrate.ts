import { JournalTooNew } from '../../errors/journal-too-new.ts'
import { schemaExists, type PostgresDatabase, type Queries } from '../../postgres/postgres-database.ts'
import { postgresMigrations } from './migrations.ts'

/**
 * Makes the schema with its tables, or takes it to the newest version. Any number of processes may do this at once, on
 * an empty database too: one does the work and the others wait for it.
 *
 * @throws JournalTooNew when a newer version made it
 */
export async function migratePostgres(
  db: PostgresDatabase,
  migrations: readonly string[] = postgresMigrations,
): Promise<void> {
  if ((await versionOf(db, db)) === migrations.length) return
  await db.transaction(async tx => {
    // Until the transaction ends; what follows sees what others did before.
    await tx.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`sluice ${db.schema}`])
    if (!(await schemaExists(tx, db.schema))) await tx.run(`CREATE SCHEMA "${db.schema}"`)
    const found = await versionOf(db, tx)
    if (found > migrations.length) {
      const file = `${db.name}, schema ${db.schema},`
      throw new JournalTooNew({ file, found, known: migrations.length })
    }
    for (const migration of migrations.slice(found)) await tx.run(migration)
    await tx.run(
      'CREATE TABLE IF NOT EXISTS schema_version (one boolean PRIMARY KEY CHECK (one), version integer NOT NULL)',
    )
    await tx.run(
      'INSERT INTO schema_version VALUES (true, $1) ON CONFLICT (one) DO UPDATE SET version = excluded.version',
      [migrations.length],
    )
  })
}

async function versionOf({ schema }: PostgresDatabase, db: Pick<Queries, 'get'>): Promise<number> {
  const made = await db.get('SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = $2', [
    schema,
    'schema_version',
  ])
  if (made === undefined) return 0
  return (await db.get<{ version: number }>('SELECT version FROM schema_version'))?.version ?? 0
}
