import type { Ledger, LedgerRow } from '@sluice/core'
import type { PostgresDatabase } from '../postgres/postgres-database.ts'

/** The per-row memory of deliveries in the journal's PostgreSQL. */
export function postgresLedger(db: PostgresDatabase): Ledger {
  return {
    async read(book, keys) {
      const rows = await db.all<Row>('SELECT * FROM ledger WHERE book = $1 AND key = ANY($2::text[])', [
        book,
        keys,
      ])
      return new Map(rows.map(row => [row.key, toRow(row)]))
    },
    async write(book, rows) {
      if (rows.length === 0) return
      // Of a key that is there twice the last one counts; one order for everybody, so that nobody waits in a circle.
      const last = [...new Map(rows.map(row => [row.key, row])).values()].toSorted((a, b) =>
        a.key < b.key ? -1 : 1,
      )
      const column = (of: (row: LedgerRow) => string | null) => last.map(of)
      await db.transaction(tx =>
        tx.run(
          `INSERT INTO ledger (book, key, payload, message_id, status, reason, run)
           SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
           ON CONFLICT (book, key) DO UPDATE SET payload = excluded.payload, message_id = excluded.message_id,
             status = excluded.status, reason = excluded.reason, run = excluded.run`,
          [
            book,
            column(row => row.key),
            column(row => row.payload),
            column(row => row.messageId),
            column(row => row.status),
            column(row => row.reason ?? null),
            column(row => row.run),
          ],
        ),
      )
    },
    async counts(book) {
      const rows = await db.all<{ status: LedgerRow['status']; rows: number }>(
        'SELECT status, count(*) AS rows FROM ledger WHERE book = $1 GROUP BY status',
        [book],
      )
      const none: Record<LedgerRow['status'], number> = { sending: 0, acknowledged: 0, rejected: 0 }
      return { ...none, ...Object.fromEntries(rows.map(row => [row.status, row.rows])) }
    },
    async rejected(book, limit) {
      const sql = `SELECT * FROM ledger WHERE book = $1 AND status = 'rejected' ORDER BY key LIMIT $2`
      return (await db.all<Row>(sql, [book, limit])).map(toRow)
    },
  }
}

interface Row {
  readonly key: string
  readonly payload: string
  readonly message_id: string
  readonly status: LedgerRow['status']
  readonly reason: string | null
  readonly run: string
}

function toRow({ key, payload, message_id: messageId, status, reason, run }: Row): LedgerRow {
  return { key, payload, messageId, status, ...(reason !== null && { reason }), run }
}
