import type { Json } from '@sluice/core'
import type { PostgresDatabase, Queries } from '../../postgres/postgres-database.ts'
import type { NewEvent } from '../journal.ts'

/** What writing to the journal needs. */
export interface PostgresScope {
  readonly db: PostgresDatabase
  readonly now: () => Date
  /** Anything as JSON without secrets. */
  readonly clean: (value: unknown) => Json
  readonly crashPoint: (name: string) => void
}

/** One transaction that writes; all of it has one time. */
export interface Writing extends Pick<PostgresScope, 'clean' | 'crashPoint'> {
  readonly tx: Queries
  readonly at: Date
}

/** Writes in one transaction. It may be done twice, when the connection is lost before it was committed. */
export function writing<T>(scope: PostgresScope, work: (writing: Writing) => Promise<T>): Promise<T> {
  const { db, now, clean, crashPoint } = scope
  return db.transaction(tx => work({ tx, at: now(), clean, crashPoint }))
}

/** Anything as JSON text without secrets. */
export function cleanText({ clean }: Pick<Writing, 'clean'>, value: unknown): string {
  return JSON.stringify(clean(value))
}

/** Appends to the event log; an output stands in the event's data as it is. */
export async function appendEvent(
  writes: Writing,
  run: string,
  event: NewEvent,
  output?: Json,
): Promise<void> {
  const { tx, at } = writes
  const { step, attempt, kind, data } = event
  const text =
    output === undefined
      ? cleanText(writes, data)
      : JSON.stringify({ ...(writes.clean(data) as { readonly [name: string]: Json }), output })
  await tx.run('INSERT INTO events (run, step, attempt, kind, at, data) VALUES ($1, $2, $3, $4, $5, $6)', [
    run,
    step ?? null,
    attempt ?? null,
    kind,
    at,
    text,
  ])
}
