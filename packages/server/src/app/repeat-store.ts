import { rows, type WorkDatabase } from '@sluice/engine'
import type { Reply } from '../http/reply.ts'

/** What a key stands for: `new` for who asked now, who has it from here on; the others as their names say. */
export type Repeat =
  | { readonly kind: 'new' }
  | { readonly kind: 'running' }
  | { readonly kind: 'other' }
  | { readonly kind: 'done'; readonly reply: Reply }
  | { readonly kind: 'not-kept' }

/** A request that may be repeated. */
export interface KeyedRequest {
  readonly principal: string
  readonly key: string
  /** Of all that was asked. */
  readonly digest: string
  /** Of this try. */
  readonly token: string
}

/** Keys of requests in the records' database, over all processes that serve it. */
export interface RepeatStore {
  /** Takes a key, or says what it stands for. One whose owner has not been heard of for `leaseMs` is taken over. */
  begin(request: KeyedRequest): Promise<Repeat>
  /** Says that who has it is alive. */
  renew(request: KeyedRequest): Promise<void>
  /** Keeps the answer; `hidden`: that there was one, not what it was. */
  done(request: KeyedRequest, reply: Reply, hidden: boolean): Promise<void>
  /** Gives a key up, so that the next try is a first one. */
  forget(request: KeyedRequest): Promise<void>
}

const keptMs = 24 * 3_600_000
/** How long who has a key may be silent. */
export const leaseMs = 60_000

interface Row {
  readonly digest: string
  readonly lease_until: string | Date
  readonly status: number | null
  readonly headers: string | null
  readonly body: string | null
}

/** Keys in SQLite or PostgreSQL. */
export function repeatStore(db: WorkDatabase, now: () => Date): RepeatStore {
  let cleaned = 0
  const after = (ms: number) => new Date(now().getTime() + ms)
  return {
    begin: ({ principal, key, digest, token }) =>
      db.transaction(function* () {
        if (now().getTime() - cleaned > leaseMs) {
          cleaned = now().getTime()
          yield* rows('DELETE FROM repeated_requests WHERE at < $1', [after(-keptMs)])
        }
        const [row] = yield* rows<Row>('SELECT * FROM repeated_requests WHERE principal = $1 AND key = $2', [
          principal,
          key,
        ])
        const known = row && standing(row, digest, now())
        if (known !== undefined) return known
        yield* rows(
          `INSERT INTO repeated_requests (principal, key, digest, token, lease_until, at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (principal, key) DO UPDATE SET token = excluded.token, lease_until = excluded.lease_until`,
          [principal, key, digest, token, after(leaseMs), now()],
        )
        return { kind: 'new' as const }
      }),
    renew: ({ principal, key, token }) =>
      db.transaction(function* () {
        yield* rows(
          'UPDATE repeated_requests SET lease_until = $1 WHERE principal = $2 AND key = $3 AND token = $4',
          [after(leaseMs), principal, key, token],
        )
      }),
    done: ({ principal, key, token }, { status, headers, body }, hidden) =>
      db.transaction(function* () {
        yield* rows(
          `UPDATE repeated_requests SET status = $1, headers = $2, body = $3
           WHERE principal = $4 AND key = $5 AND token = $6`,
          [
            status,
            JSON.stringify(hidden ? {} : headers),
            hidden ? null : typeof body === 'string' ? body : '',
            principal,
            key,
            token,
          ],
        )
      }),
    forget: ({ principal, key, token }) =>
      db.transaction(function* () {
        yield* rows('DELETE FROM repeated_requests WHERE principal = $1 AND key = $2 AND token = $3', [
          principal,
          key,
          token,
        ])
      }),
  }
}

function standing(row: Row, digest: string, now: Date): Repeat | undefined {
  if (row.digest !== digest) return { kind: 'other' }
  if (row.status === null) return new Date(row.lease_until) > now ? { kind: 'running' } : undefined
  if (row.body === null) return { kind: 'not-kept' }
  const headers = JSON.parse(row.headers ?? '{}') as Reply['headers']
  return { kind: 'done', reply: { kind: 'reply', status: row.status, headers, body: row.body } }
}
