import { z } from 'zod'
import type { DeliveryBook, DeliveryBookBrief, RejectedRow } from '../api/delivery-book.ts'
import type { Page } from '../api/page.ts'
import { cursorPosition, cursorText } from '../http/cursor.ts'
import { bookOf, bookSeen, type Book } from './books.ts'
import { deliveredOf } from './deliveries.ts'
import { knownPipeline } from './known-pipelines.ts'
import type { Reads } from './reads.ts'
import { stepNameOf } from './step-name-of.ts'
import type { BookLine } from '@sluice/engine'

interface PageAsked {
  readonly cursor?: string | undefined
  readonly limit: number
}

const shownDeliveries = 50
const shownReasons = 50

/** Books of deliveries of clients that who asks sees, by name. */
export async function listBooks(
  reads: Reads,
  { cursor, limit }: PageAsked,
): Promise<Page<DeliveryBookBrief>> {
  const { views } = reads.engine
  const after = cursor === undefined ? '' : cursorPosition('deliveries', cursor, z.string())
  const seen = (await views.books()).flatMap(name => (name > after ? (bookOf(reads, name) ?? []) : []))
  const shown = seen.slice(0, limit)
  const counts = await views.counts(shown.map(({ book }) => book))
  const last = shown.at(-1)
  return {
    items: shown.map((book, i) => briefOf(reads, book, counts[i])),
    ...(seen.length > limit && last !== undefined && { next: cursorText('deliveries', last.book) }),
  }
}

/**
 * A book: what the destination has, what it refused and why, and the last deliveries.
 *
 * @throws NotFound
 */
export async function deliveryBookOf(reads: Reads, name: string): Promise<DeliveryBook> {
  const { views } = reads.engine
  const book = await bookSeen(reads, name)
  const [[counts], reasons, lines] = await Promise.all([
    views.counts([name]),
    views.reasons(name, shownReasons),
    views.series(book, book.step, shownDeliveries),
  ])
  const deliveries = lines.flatMap(line => {
    const delivered = deliveredOf(line.output)
    return delivered === undefined ? [] : [{ ...stepNameOf(reads, line), ...delivered }]
  })
  const [last] = lines
  return {
    ...briefOf(reads, book, counts),
    ...(last !== undefined && { last: stepNameOf(reads, last) }),
    reasons: reasons.map(({ reason, rows }) => ({ reason, rows })),
    deliveries,
  }
}

/**
 * Rows that the destination refused, by key.
 *
 * @throws NotFound
 */
export async function rejectedRows(
  reads: Reads,
  name: string,
  { cursor, limit }: PageAsked,
): Promise<Page<RejectedRow>> {
  await bookSeen(reads, name)
  const after = cursor === undefined ? '' : cursorPosition('rejected', cursor, z.string())
  const found = await reads.engine.views.rejected(name, { after, limit: limit + 1 })
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown,
    ...(found.length > limit && last !== undefined && { next: cursorText('rejected', last.key) }),
  }
}

function briefOf({ config }: Reads, book: Book, counts: BookLine | undefined): DeliveryBookBrief {
  const label = knownPipeline(config, book)?.deployment.label
  return {
    book: book.book,
    deployment: book.deployment,
    ...(label !== undefined && { label }),
    destination: book.receiver.replace(/-[0-9a-f]{12}$/, ''),
    acknowledged: counts?.acknowledged ?? 0,
    rejected: counts?.rejected ?? 0,
    pending: counts?.sending ?? 0,
  }
}
