import type { AliasChange, Json, ModelEvent, ModelRegistry, ModelVersion } from '@sluice/core'
import { NothingToRollBack } from '../errors/nothing-to-roll-back.ts'
import { VersionNotFound } from '../errors/version-not-found.ts'
import type { PostgresDatabase, Queries } from '../postgres/postgres-database.ts'
import { championsOf, toEvent, toVersion, type EventRow, type VersionRow } from './registry-rows.ts'

/** The registry of models in the journal's PostgreSQL. */
export function postgresRegistry(db: PostgresDatabase, now: () => Date): ModelRegistry {
  /** Changes one model; changes of the same model wait for each other. */
  const change = <T>(model: string, work: (tx: Queries) => Promise<T>): Promise<T> =>
    db.transaction(async tx => {
      await tx.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [`${db.schema} ${model}`])
      return work(tx)
    })
  const record = (tx: Queries, kind: ModelEvent['kind'], event: Omit<ModelEvent, 'kind' | 'at'>) =>
    tx.run(
      'INSERT INTO model_events (model, kind, version, alias, at, who, why) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [event.model, kind, event.version, event.alias ?? null, now(), event.who, event.why],
    )
  return {
    register: entry =>
      change(entry.model, async tx => {
        const { model, artifact, run } = entry
        const known = await knownVersion(tx, model, artifact.digest)
        if (known !== undefined) return known
        const made = await insertVersion(tx, entry, now())
        await record(tx, 'registered', { model, version: made.version, who: `run ${run}`, why: 'trained' })
        return made
      }),
    versions: async model =>
      (
        await db.all<VersionRow>('SELECT * FROM model_versions WHERE model = $1 ORDER BY version', [model])
      ).map(toVersion),
    resolve: (model, alias) => resolve(db, model, alias),
    promote: alias =>
      change(alias.model, async tx => {
        await versionOf(tx, alias.model, alias.version)
        await point(tx, alias)
        await record(tx, 'promoted', alias)
      }),
    refuse: alias =>
      change(alias.model, async tx => {
        await versionOf(tx, alias.model, alias.version)
        await record(tx, 'refused', alias)
      }),
    rollback: alias =>
      change(alias.model, async tx => {
        const stack = championsOf(await eventsOf(tx, alias.model, alias.alias))
        const version = stack.at(-2)
        if (version === undefined) throw new NothingToRollBack({ ...alias, current: stack.at(-1) })
        await point(tx, { ...alias, version })
        await record(tx, 'rolled-back', { ...alias, version })
        return versionOf(tx, alias.model, version)
      }),
    history: async model =>
      (await db.all<EventRow>('SELECT * FROM model_events WHERE model = $1 ORDER BY id', [model])).map(
        toEvent,
      ),
    models: async () =>
      (await db.all<{ model: string }>('SELECT DISTINCT model FROM model_versions ORDER BY model')).map(
        row => row.model,
      ),
  }
}

async function resolve(
  db: PostgresDatabase,
  model: string,
  alias: string,
): Promise<ModelVersion | undefined> {
  const row = await db.get<VersionRow>(
    `SELECT v.* FROM model_aliases a JOIN model_versions v ON v.model = a.model AND v.version = a.version
     WHERE a.model = $1 AND a.alias = $2`,
    [model, alias],
  )
  return row && toVersion(row)
}

async function knownVersion(tx: Queries, model: string, digest: string): Promise<ModelVersion | undefined> {
  const sql = 'SELECT * FROM model_versions WHERE model = $1 AND artifact = $2'
  const known = await tx.get<VersionRow>(sql, [model, digest])
  return known && toVersion(known)
}

async function insertVersion(
  tx: Queries,
  { model, artifact, run, metrics }: Omit<ModelVersion, 'version' | 'createdAt'>,
  createdAt: Date,
): Promise<ModelVersion> {
  const row = await tx.get<VersionRow>(
    `INSERT INTO model_versions (model, version, artifact, created_at, run, metrics)
     SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5 FROM model_versions WHERE model = $1 RETURNING *`,
    [model, artifact.digest, createdAt, run, JSON.stringify(metrics satisfies Json)],
  )
  return toVersion(row as VersionRow)
}

async function point(
  tx: Queries,
  { model, alias, version }: Pick<AliasChange, 'model' | 'alias' | 'version'>,
): Promise<void> {
  await tx.run(
    `INSERT INTO model_aliases (model, alias, version) VALUES ($1, $2, $3)
     ON CONFLICT (model, alias) DO UPDATE SET version = excluded.version`,
    [model, alias, version],
  )
}

async function versionOf(tx: Queries, model: string, version: number): Promise<ModelVersion> {
  const sql = 'SELECT * FROM model_versions WHERE model = $1 AND version = $2'
  const row = await tx.get<VersionRow>(sql, [model, version])
  if (row === undefined) throw new VersionNotFound({ model, version })
  return toVersion(row)
}

function eventsOf(tx: Queries, model: string, alias: string): Promise<readonly EventRow[]> {
  return tx.all<EventRow>('SELECT * FROM model_events WHERE model = $1 AND alias = $2 ORDER BY id', [
    model,
    alias,
  ])
}
