import { rows, type Work, type WorkDatabase } from '../schedule/sql-work.ts'
import type { Change, ChangePage, Changes } from './changes.ts'

/** Tables by what their events are of; one writer at a time numbers them, so their numbers are the order. */
const sources = [
  {
    of: 'run',
    last: 'SELECT coalesce(max(id), 0) AS last FROM events',
    page: `SELECT e.id, e.kind, e.run AS subject, r.deployment, NULL AS backfill FROM events e JOIN runs r ON r.id = e.run
      WHERE e.id > $1 AND e.id <= $2 ORDER BY e.id LIMIT $3`,
  },
  {
    of: 'model',
    last: 'SELECT coalesce(max(id), 0) AS last FROM model_events',
    page: `SELECT id, kind, model AS subject, NULL AS deployment, NULL AS backfill FROM model_events
      WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3`,
  },
  {
    of: 'schedule',
    last: 'SELECT coalesce(max(id), 0) AS last FROM schedule_events',
    page: `SELECT id, kind, pipeline AS subject, deployment, backfill FROM schedule_events
      WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3`,
  },
  {
    of: 'incident',
    last: 'SELECT coalesce(max(id), 0) AS last FROM incident_events',
    page: `SELECT id, kind, incident AS subject, deployment, NULL AS backfill FROM incident_events
      WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3`,
  },
] as const

interface Row {
  readonly id: number
  readonly kind: string
  readonly subject: string
  readonly deployment: string | null
  readonly backfill: string | null
}

/** Changes in SQLite: a position is the last number of each table, such as `12-0-3-0`. */
export function sqliteChanges(db: WorkDatabase): Changes {
  return {
    latest: () =>
      db.read(function* () {
        const last: number[] = []
        for (const source of sources) last.push((yield* rows<{ last: number }>(source.last))[0]?.last ?? 0)
        return textOf(last)
      }),
    between: (from, { to, limit }) => db.read(() => between(from, to, limit)),
    isUpTo(position, latest) {
      const there = numbersOf(latest)
      const asked = numbersOf(position)
      return asked.length === sources.length && asked.every((number, i) => number <= (there[i] ?? 0))
    },
  }
}

function* between(from: string, to: string | undefined, limit: number): Work<ChangePage> {
  const at = [...numbersOf(from)]
  const end = to === undefined ? [] : numbersOf(to)
  const changes: Change[] = []
  let more = false
  for (const [i, { of, page }] of sources.entries()) {
    const left = limit - changes.length
    const found = yield* rows<Row>(page, [at[i] ?? 0, end[i] ?? Number.MAX_SAFE_INTEGER, left + 1])
    more ||= found.length > left
    for (const { id, kind, subject, deployment, backfill } of found.slice(0, left)) {
      at[i] = id
      changes.push({
        of,
        subject,
        kind,
        ...(deployment !== null && { deployment }),
        ...(backfill !== null && { backfill }),
        position: textOf(at),
      })
    }
  }
  return { changes, position: textOf(at), more }
}

function textOf(numbers: readonly number[]): string {
  return numbers.join('-')
}

function numbersOf(position: string): readonly number[] {
  return /^\d{1,15}(-\d{1,15}){3}$/.test(position) ? position.split('-').map(Number) : []
}
