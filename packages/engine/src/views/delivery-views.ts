import { rows, type WorkDatabase } from '../schedule/sql-work.ts'
import type { Dialect } from './dialect.ts'
import type { BookLine, Views } from './views.ts'

type DeliveryViews = Pick<Views, 'books' | 'counts' | 'reasons' | 'rejected'>

interface RejectedRow {
  readonly key: string
  readonly reason: string | null
  readonly message_id: string
  readonly run: string
}

/** Reads of the ledger. */
export function deliveryViews(db: WorkDatabase, { oneOf }: Dialect): DeliveryViews {
  return {
    books: () =>
      db.read(function* () {
        // From one book to the next by the index, however many rows each has.
        const found = yield* rows<{ book: string }>(
          `WITH RECURSIVE b (book) AS (
             SELECT min(book) FROM ledger
             UNION ALL SELECT (SELECT min(l.book) FROM ledger l WHERE l.book > b.book) FROM b WHERE b.book IS NOT NULL
           ) SELECT book FROM b WHERE book IS NOT NULL`,
        )
        return found.map(({ book }) => book)
      }),
    counts: books => counts(db, oneOf('book', '$1'), books),
    reasons: (book, limit) =>
      db.read(() =>
        rows(
          `SELECT coalesce(reason, '') AS reason, count(*) AS rows FROM ledger WHERE book = $1 AND status = 'rejected'
           GROUP BY coalesce(reason, '') ORDER BY count(*) DESC, coalesce(reason, '') LIMIT $2`,
          [book, limit],
        ),
      ),
    rejected: (book, { after, limit }) =>
      db.read(function* () {
        const found = yield* rows<RejectedRow>(
          `SELECT key, reason, message_id, run FROM ledger WHERE book = $1 AND status = 'rejected' AND key > $2
           ORDER BY key LIMIT $3`,
          [book, after, limit],
        )
        return found.map(({ key, reason, message_id, run }) => ({
          key,
          reason: reason ?? '',
          messageId: message_id,
          run,
        }))
      }),
  }
}

function counts(db: WorkDatabase, isOne: string, books: readonly string[]): Promise<readonly BookLine[]> {
  return db.read(function* () {
    const found = yield* rows<{
      book: string
      status: 'sending' | 'acknowledged' | 'rejected'
      rows: number
    }>(`SELECT book, status, count(*) AS rows FROM ledger WHERE ${isOne} GROUP BY book, status`, [
      JSON.stringify(books),
    ])
    const none = { sending: 0, acknowledged: 0, rejected: 0 }
    return books.map(book => ({
      book,
      ...none,
      ...Object.fromEntries(found.filter(row => row.book === book).map(row => [row.status, row.rows])),
    }))
  })
}
