import { rows, type WorkDatabase } from '../schedule/sql-work.ts'
import { actOnIncident } from './act-on-incident.ts'
import type { IncidentBook } from './incident-book.ts'
import type { IncidentScope } from './incident-scope.ts'
import { noteOccurrence } from './note-occurrence.ts'
import { listIncidents, openTroubles, readIncident } from './read-incidents.ts'
import { hasRecovered, recover } from './recover.ts'
import { claimNotice, liveIncidents, noticeNotSaid, noticeSaid } from './tell-channels.ts'

/** Incidents in SQLite or PostgreSQL. */
export function sqlIncidentBook(db: WorkDatabase, scope: IncidentScope): IncidentBook {
  return {
    note: (found, policy) => db.transaction(() => noteOccurrence(scope, found, policy)),
    // Most of the time nothing has changed, and looking is cheaper than writing.
    recover: async () => ((await db.read(hasRecovered)) ? db.transaction(() => recover(scope)) : []),
    live: () => db.read(() => liveIncidents(scope)),
    claim: wanted => db.transaction(() => claimNotice(scope, wanted)),
    said: (notice, thread) => db.transaction(() => noticeSaid(scope, notice, thread)),
    notSaid: (notice, error, retryAt) =>
      db.transaction(() => noticeNotSaid(scope, notice, { error, retryAt })),
    list: filter => db.read(() => listIncidents(scope, filter)),
    troubles: () => db.read(openTroubles),
    get: id => db.read(() => readIncident(id)),
    verdicts: runs =>
      db.read(function* () {
        const found = yield* rows<{ run: string; verdict: 'expected' | 'real' }>(
          `SELECT run, verdict FROM history_marks WHERE ${scope.dialect.oneOf('run', '$1')}`,
          [JSON.stringify(runs)],
        )
        return new Map(found.map(({ run, verdict }) => [run, verdict]))
      }),
    find: prefix =>
      db.read(function* () {
        const found = yield* rows<{ id: string }>(
          'SELECT id FROM incidents WHERE substr(id, 1, length($1)) = $1 ORDER BY last_seen_at DESC, id DESC LIMIT 20',
          [prefix],
        )
        return found.map(({ id }) => id)
      }),
    act: (id, action) => db.transaction(() => actOnIncident(scope, id, action)),
  }
}
