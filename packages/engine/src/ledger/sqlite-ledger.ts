import type { Ledger, LedgerRow } from '@sluice/core'
import type { Database } from '../journal/database.ts'

/** The per-row memory of deliveries in the journal's SQLite file. */
export function sqliteLedger(db: Database): Ledger {
  return {
    async read(book, keys) {
      // One parameter for any number of keys.
      const rows = db.all<Row>(
        'SELECT * FROM ledger WHERE book = ? AND key IN (SELECT value FROM json_each(?))',
        [book, JSON.stringify(keys)],
      )
      return new Map(rows.map(row => [row.key, toRow(row)]))
    },
    async write(book, rows) {
      db.transaction(() => {
        for (const { key, payload, messageId, status, reason, run } of rows) {
          db.run(
            `INSERT INTO ledger (book, key, payload, message_id, status, reason, run) VALUES (?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (book, key) DO UPDATE SET payload = excluded.payload, message_id = excluded.message_id,
               status = excluded.status, reason = excluded.reason, run = excluded.run`,
            [book, key, payload, messageId, status, reason ?? null, run],
          )
        }
      })
    },
    async counts(book) {
      const rows = db.all<{ status: LedgerRow['status']; rows: number }>(
        'SELECT status, count(*) AS rows FROM ledger WHERE book = ? GROUP BY status',
        [book],
      )
      const none: Record<LedgerRow['status'], number> = { sending: 0, acknowledged: 0, rejected: 0 }
      return { ...none, ...Object.fromEntries(rows.map(row => [row.status, row.rows])) }
    },
    async rejected(book, limit) {
      return db
        .all<Row>(`SELECT * FROM ledger WHERE book = ? AND status = 'rejected' ORDER BY key LIMIT ?`, [
          book,
          limit,
        ])
        .map(toRow)
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
