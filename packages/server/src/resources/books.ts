import { keyText } from '@sluice/engine'
import { sees } from '../access/principal.ts'
import { NotFound } from '../errors/not-found.ts'
import { knownPipelines, type KnownPipeline } from './known-pipelines.ts'
import type { Reads } from './reads.ts'

/** What the name of a book of deliveries says: `<deployment>/<pipeline>/<step>/<receiver>`. */
export interface Book {
  readonly book: string
  readonly deployment: string
  readonly pipeline: string
  readonly step: string
  readonly receiver: string
}

/**
 * Reads the name of a book. Names may have slashes in them, so that a configured client decides where they end; where
 * none fits, nobody but who sees all clients sees the book.
 */
export function bookOf(
  { config, principal }: Pick<Reads, 'config' | 'principal'>,
  book: string,
): Book | undefined {
  const known = clientOfBook(knownPipelines(config), book)
  if (known !== undefined) {
    const { deployment, pipeline } = known.key
    const rest = book.slice(`${deployment}/${pipeline}/`.length)
    return sees(principal, deployment) ? { book, deployment, pipeline, ...stepIn(rest) } : undefined
  }
  if (principal.clients !== 'all') return undefined
  const [deployment = '', pipeline = '', ...rest] = book.split('/')
  return { book, deployment, pipeline, ...stepIn(rest.join('/')) }
}

/** @throws NotFound where there is no such book or who asks does not see its client */
export async function bookSeen(reads: Reads, book: string): Promise<Book> {
  const found = bookOf(reads, book)
  if (found !== undefined && (await reads.engine.views.books()).includes(book)) return found
  throw new NotFound({ subject: `deliveries "${book}"` })
}

/** The longest names that fit: each pair of slashes may be where deployment and pipeline end. */
function clientOfBook(known: ReadonlyMap<string, KnownPipeline>, book: string): KnownPipeline | undefined {
  const slashes = [...book.matchAll(/\//g)].map(({ index }) => index)
  const ends = slashes.flatMap((end, i) => slashes.slice(0, i).map(start => [start, end] as const))
  return ends
    .map(([start, end]) =>
      keyText({ deployment: book.slice(0, start), pipeline: book.slice(start + 1, end) }),
    )
    .map(key => known.get(key))
    .findLast(found => found !== undefined)
}

function stepIn(rest: string): Pick<Book, 'step' | 'receiver'> {
  const slash = rest.lastIndexOf('/')
  return { step: rest.slice(0, Math.max(0, slash)), receiver: rest.slice(slash + 1) }
}
