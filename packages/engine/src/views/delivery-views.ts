import { rows, type WorkDatabase } from '../schedule/sql-work.ts'
import type { Dialect } from './dialect.ts'
import type { BookLine, ModelLine, Views } from './views.ts'

type DeliveryViews = Pick<Views, 'books' | 'counts' | 'reasons' | 'rejected' | 'models' | 'versionsOf'>

interface RejectedRow {
  readonly key: string
  readonly reason: string | null
  readonly message_id: string
  readonly run: string
}

/** Reads of the ledger and of the registry. */
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
    models: () => models(db),
    versionsOf: artifacts =>
      db.read(() =>
        rows(
          `SELECT artifact, model, version FROM model_versions WHERE ${oneOf('artifact', '$1')} ORDER BY model, version`,
          [JSON.stringify(artifacts)],
        ),
      ),
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
