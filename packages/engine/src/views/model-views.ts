import { toEvent, toVersion, type EventRow, type VersionRow } from '../registry/registry-rows.ts'
import { rows, type WorkDatabase } from '../schedule/sql-work.ts'
import type { Dialect } from './dialect.ts'
import type { ModelLine, Views } from './views.ts'

type ModelViews = Pick<Views, 'models' | 'versionsOf' | 'versions' | 'lastModelEvents'>

/** Reads of the registry. */
export function modelViews(db: WorkDatabase, { oneOf, elements }: Dialect): ModelViews {
  return {
    models: () => models(db),
    versionsOf: artifacts =>
      db.read(() =>
        rows(
          `SELECT artifact, model, version FROM model_versions WHERE ${oneOf('artifact', '$1')} ORDER BY model, version`,
          [JSON.stringify(artifacts)],
        ),
      ),
    versions: wanted =>
      db.read(function* () {
        const found = yield* rows<VersionRow & { readonly as_of: string | Date | null }>(
          `SELECT v.*, r.as_of FROM ${elements} JOIN model_versions v
             ON v.model = k.value ->> 0 AND v.version = CAST(k.value ->> 1 AS integer)
           LEFT JOIN runs r ON r.id = v.run ORDER BY v.model, v.version`,
          [JSON.stringify(wanted.map(({ model, version }) => [model, version]))],
        )
        return found.map(row => ({
          ...toVersion(row),
          ...(row.as_of !== null && { asOf: new Date(row.as_of) }),
        }))
      }),
    lastModelEvents: names =>
      db.read(function* () {
        const found = yield* rows<EventRow>(
          `SELECT e.* FROM model_events e WHERE e.id IN (
             SELECT max(id) FROM model_events WHERE ${oneOf('model', '$1')} GROUP BY model) ORDER BY e.model`,
          [JSON.stringify(names)],
        )
        return found.map(toEvent)
      }),
  }
}

function models(db: WorkDatabase): Promise<readonly ModelLine[]> {
  return db.read(function* () {
    const found = yield* rows<{ model: string; versions: number; newest: number }>(
      'SELECT model, count(*) AS versions, max(version) AS newest FROM model_versions GROUP BY model ORDER BY model',
    )
    const pointed = yield* rows<{ model: string; alias: string; version: number }>(
      'SELECT model, alias, version FROM model_aliases ORDER BY model, alias',
    )
    const byModel = Map.groupBy(pointed, ({ model }) => model)
    return found.map(line => ({
      ...line,
      aliases: Object.fromEntries(
        (byModel.get(line.model) ?? []).map(({ alias, version }) => [alias, version]),
      ),
    }))
  })
}
