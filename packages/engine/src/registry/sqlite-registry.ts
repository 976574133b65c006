import type { AliasChange, ModelEvent, ModelRegistry, ModelVersion } from '@sluice/core'
import { NothingToRollBack } from '../errors/nothing-to-roll-back.ts'
import { VersionNotFound } from '../errors/version-not-found.ts'
import type { Database } from '../journal/database.ts'
import { championsOf, toEvent, toVersion, type EventRow, type VersionRow } from './registry-rows.ts'

/** The registry of models in the journal's SQLite file. */
export function sqliteRegistry(db: Database, now: () => Date): ModelRegistry {
  const at = () => now().toISOString()
  const event: RecordEvent = (kind, { model, version, alias, who, why }) =>
    void db.run(
      'INSERT INTO model_events (model, kind, version, alias, at, who, why) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [model, kind, version, alias ?? null, at(), who, why],
    )
  return {
    register: entry => settled(() => db.transaction(() => register(db, entry, at(), event))),
    versions: model =>
      settled(() =>
        db
          .all<VersionRow>('SELECT * FROM model_versions WHERE model = ? ORDER BY version', [model])
          .map(toVersion),
      ),
    resolve: (model, alias) => settled(() => resolve(db, model, alias)),
    promote: change => settled(() => db.transaction(() => promote(db, change, event))),
    refuse: change => settled(() => db.transaction(() => refuse(db, change, event))),
    rollback: change => settled(() => db.transaction(() => rollback(db, change, event))),
    history: model =>
      settled(() =>
        db.all<EventRow>('SELECT * FROM model_events WHERE model = ? ORDER BY id', [model]).map(toEvent),
      ),
    models: () =>
      settled(() =>
        db
          .all<{ model: string }>('SELECT DISTINCT model FROM model_versions ORDER BY model')
          .map(row => row.model),
      ),
  }
}

type RecordEvent = (kind: ModelEvent['kind'], fields: Omit<ModelEvent, 'kind' | 'at'>) => void

function resolve(db: Database, model: string, alias: string): ModelVersion | undefined {
  const row = db.get<VersionRow>(
    `SELECT v.* FROM model_aliases a JOIN model_versions v ON v.model = a.model AND v.version = a.version
     WHERE a.model = ? AND a.alias = ?`,
    [model, alias],
  )
  return row && toVersion(row)
}

function promote(db: Database, change: AliasChange, event: RecordEvent): void {
  versionOf(db, change.model, change.version)
  point(db, change)
  event('promoted', change)
}

function refuse(db: Database, change: AliasChange, event: RecordEvent): void {
  versionOf(db, change.model, change.version)
  event('refused', change)
}

function rollback(db: Database, change: Omit<AliasChange, 'version'>, event: RecordEvent): ModelVersion {
  const { model, alias } = change
  const events = db.all<EventRow>('SELECT * FROM model_events WHERE model = ? AND alias = ? ORDER BY id', [
    model,
    alias,
  ])
  const stack = championsOf(events)
  const version = stack.at(-2)
  if (version === undefined) throw new NothingToRollBack({ model, alias, current: stack.at(-1) })
  point(db, { model, alias, version })
  event('rolled-back', { ...change, version })
  return versionOf(db, model, version)
}

function point(
  db: Database,
  { model, alias, version }: Pick<AliasChange, 'model' | 'alias' | 'version'>,
): void {
  db.run(
    `INSERT INTO model_aliases (model, alias, version) VALUES (?, ?, ?)
     ON CONFLICT (model, alias) DO UPDATE SET version = excluded.version`,
    [model, alias, version],
  )
}

function versionOf(db: Database, model: string, version: number): ModelVersion {
  const row = db.get<VersionRow>('SELECT * FROM model_versions WHERE model = ? AND version = ?', [
    model,
    version,
  ])
  if (row === undefined) throw new VersionNotFound({ model, version })
  return toVersion(row)
}

async function settled<T>(work: () => T): Promise<T> {
  return work()
}

function register(
  db: Database,
  { model, artifact, run, metrics }: Omit<ModelVersion, 'version' | 'createdAt'>,
  at: string,
  event: RecordEvent,
): ModelVersion {
  const known = db.get<VersionRow>('SELECT * FROM model_versions WHERE model = ? AND artifact = ?', [
    model,
    artifact.digest,
  ])
  if (known !== undefined) return toVersion(known)
  const next = db.get<{ version: number }>(
    'SELECT coalesce(max(version), 0) + 1 AS version FROM model_versions WHERE model = ?',
    [model],
  )
  const version = next?.version ?? 1
  db.run(
    'INSERT INTO model_versions (model, version, artifact, created_at, run, metrics) VALUES (?, ?, ?, ?, ?, ?)',
    [model, version, artifact.digest, at, run, JSON.stringify(metrics)],
  )
  event('registered', { model, version, who: `run ${run}`, why: 'trained' })
  return { model, version, artifact, createdAt: new Date(at), run, metrics }
}
