import { rows, type WorkDatabase } from '../schedule/sql-work.ts'
import type { Change, Changes } from './changes.ts'

const kinds: Readonly<Record<number, Change['of']>> = { 1: 'run', 2: 'model', 3: 'schedule', 4: 'incident' }

/** The events of a table between `($1, $2, $3)` and `($4, $5, $6)`, of transactions before those that are open now. */
const part = (source: number, columns: string, from: string) => `
  (SELECT e.tx, ${source} AS source, e.id, e.kind, ${columns} FROM ${from}
   WHERE e.tx >= $1::text::xid8 AND e.tx < pg_snapshot_xmin(pg_current_snapshot())
     AND (e.tx > $1::text::xid8 OR ${source} > $2::int OR (${source} = $2::int AND e.id > $3::bigint))
     AND ($4::text IS NULL OR e.tx < $4::text::xid8
       OR (e.tx = $4::text::xid8 AND (${source} < $5::int OR (${source} = $5::int AND e.id <= $6::bigint))))
   ORDER BY e.tx, e.id LIMIT $7)`

const page = `SELECT tx::text AS tx, source, id, kind, subject, deployment, backfill FROM (
  ${part(1, 'e.run AS subject, r.deployment, NULL::text AS backfill', 'events e JOIN runs r ON r.id = e.run')}
  UNION ALL
  ${part(2, 'e.model AS subject, NULL::text AS deployment, NULL::text AS backfill', 'model_events e')}
  UNION ALL
  ${part(3, 'e.pipeline AS subject, e.deployment, e.backfill', 'schedule_events e')}
  UNION ALL
  ${part(4, 'e.incident AS subject, e.deployment, NULL::text AS backfill', 'incident_events e')}
) found ORDER BY found.tx, source, id LIMIT $7`

interface Row {
  readonly tx: string
  readonly source: number
  readonly id: number
  readonly kind: string
  readonly subject: string
  readonly deployment: string | null
  readonly backfill: string | null
}

/**
 * Changes in PostgreSQL, in the order of their transactions. Numbers are given to rows before their transactions end,
 * so a lower one may be seen later; a transaction below `pg_snapshot_xmin` has ended, and so has each before it. What
 * is committed while an older transaction is open is seen when that has ended.
 *
 * A position is a transaction, a table and a number in it: `8123-1-55`.
 */
export function postgresChanges(db: WorkDatabase): Changes {
  return {
    latest: () =>
      db.read(function* () {
        const [row] = yield* rows<{ tx: string }>(
          'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS tx',
        )
        return `${row?.tx ?? '0'}-0-0`
      }),
    between: (from, { to, limit }) =>
      db.read(function* () {
        const end = to === undefined ? [null, 0, '0'] : partsOf(to)
        const found = yield* rows<Row>(page, [...partsOf(from), ...end, limit + 1])
        const changes = found.slice(0, limit).map(changeOf)
        return { changes, position: changes.at(-1)?.position ?? from, more: found.length > limit }
      }),
    isUpTo: (position, latest) => rule.test(position) && isOrdered(partsOf(position), partsOf(latest)),
  }
}

const rule = /^(\d{1,19})-([0-4])-(\d{1,15})$/

function partsOf(position: string): readonly [string, number, string] {
  const [, tx = '0', source = '0', id = '0'] = rule.exec(position) ?? []
  return [tx, Number(source), id]
}

type Parts = ReturnType<typeof partsOf>

function isOrdered([tx, source, id]: Parts, [otherTx, otherSource, otherId]: Parts): boolean {
  if (tx !== otherTx) return BigInt(tx) < BigInt(otherTx)
  return source === otherSource ? Number(id) <= Number(otherId) : source < otherSource
}

function changeOf({ tx, source, id, kind, subject, deployment, backfill }: Row): Change {
  return {
    of: kinds[source] ?? 'run',
    subject,
    kind,
    ...(deployment !== null && { deployment }),
    ...(backfill !== null && { backfill }),
    position: `${tx}-${source}-${id}`,
  }
}
