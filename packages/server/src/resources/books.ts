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
  const known = clientOfBook(knownPipelines(config).values(), book)
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

function clientOfBook(known: Iterable<KnownPipeline>, book: string): KnownPipeline | undefined {
  const lengthOf = ({ key }: KnownPipeline) => key.deployment.length + key.pipeline.length
  const fitting = [...known].filter(({ key }) => book.startsWith(`${key.deployment}/${key.pipeline}/`))
  return fitting.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0]
}

function stepIn(rest: string): Pick<Book, 'step' | 'receiver'> {
  const slash = rest.lastIndexOf('/')
  return { step: rest.slice(0, Math.max(0, slash)), receiver: rest.slice(slash + 1) }
}
