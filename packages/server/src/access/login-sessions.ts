import { rows, type WorkDatabase } from '@sluice/engine'
import { tokenState } from './access-token.ts'
import type { AccessTokens, TokenScope } from './access-tokens.ts'
import { clientsOf, clientsText } from './client-scope.ts'
import type { Principal, Role } from './principal.ts'
import { secretDigest } from './secret-digest.ts'

/** Who logged in. */
export interface NewSession {
  /** One person of one provider, or one token: `…issuer… sub`, `token:…`. */
  readonly subject: string
  readonly name: string
  readonly role: Role
  readonly clients: Principal['clients']
  /** The token that they logged in with; the session ends with it. */
  readonly token?: string
}

/** A session that is not over. */
export interface LoginSession extends NewSession {
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** How long sessions live. */
export interface SessionTimes {
  readonly idleMs: number
  readonly longestMs: number
}

/** Sessions of browsers: what the cookie says is never kept. */
export interface LoginSessions {
  /** Makes a session with a new secret; one that the browser had before is over. */
  begin(session: NewSession, before?: string): Promise<{ readonly secret: string; readonly expiresAt: Date }>
  /** The session of a cookie, which it keeps alive; undefined when there is none or it is over. */
  find(secret: string): Promise<LoginSession | undefined>
  /** Whether a subject has a session that is not over, by what was asked last and the tokens that they began with. */
  any(subject: string): Promise<boolean>
  end(secret: string): Promise<void>
  /** Ends all sessions of a subject. */
  endAll(subject: string): Promise<void>
}

const secretBytes = 32
/** Half a minute more or less does not matter, and not every request writes. */
const noteSeenMs = 60_000

/** Sessions in the database of an engine. */
export function loginSessions(
  db: WorkDatabase,
  {
    now,
    random,
    tokens,
    idleMs,
    longestMs,
  }: TokenScope & SessionTimes & { readonly tokens: Pick<AccessTokens, 'get'> },
): LoginSessions {
  const at = () => now().getTime()
  const remove = (column: 'hash' | 'subject', value: string) =>
    db.transaction(function* () {
      yield* rows(`DELETE FROM login_sessions WHERE ${column} = $1`, [value])
    })
  const isAlive = async (row: SessionRow): Promise<boolean> => {
    const seen = new Date(row.seen_at).getTime()
    if (at() >= new Date(row.expires_at).getTime() || at() - seen >= idleMs) return false
    if (row.token === null) return true
    const token = await tokens.get(row.token)
    return token !== undefined && tokenState(token, now()) === 'valid'
  }
  return {
    async begin(session, before) {
      const secret = Buffer.from(random(secretBytes)).toString('hex')
      const expiresAt = new Date(at() + longestMs)
      await db.transaction(function* () {
        yield* rows('DELETE FROM login_sessions WHERE expires_at <= $1 OR hash = $2', [
          now(),
          before === undefined ? '' : secretDigest(before),
        ])
        const { subject, name, role, clients, token = null } = session
        yield* rows(
          `INSERT INTO login_sessions (hash, subject, name, role, clients, token, created_at, seen_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)`,
          [secretDigest(secret), subject, name, role, clientsText(clients), token, now(), expiresAt],
        )
      })
      return { secret, expiresAt }
    },
    async find(secret) {
      const hash = secretDigest(secret)
      const row = await db.read(function* () {
        return (yield* rows<SessionRow>('SELECT * FROM login_sessions WHERE hash = $1', [hash]))[0]
      })
      if (row === undefined || !(await isAlive(row))) return undefined
      if (at() - new Date(row.seen_at).getTime() >= Math.min(noteSeenMs, idleMs / 2)) {
        await db.transaction(function* () {
          yield* rows('UPDATE login_sessions SET seen_at = $1 WHERE hash = $2', [now(), hash])
        }, 'relaxed')
      }
      return sessionOf(row)
    },
    async any(subject) {
      const found = await db.read(() =>
        rows<SessionRow>('SELECT * FROM login_sessions WHERE subject = $1', [subject]),
      )
      for (const row of found) if (await isAlive(row)) return true
      return false
    },
    end: secret => remove('hash', secretDigest(secret)),
    endAll: subject => remove('subject', subject),
  }
}

interface SessionRow {
  readonly subject: string
  readonly name: string
  readonly role: Role
  readonly clients: string
  readonly token: string | null
  readonly created_at: string | Date
  readonly seen_at: string | Date
  readonly expires_at: string | Date
}

function sessionOf(row: SessionRow): LoginSession {
  return {
    subject: row.subject,
    name: row.name,
    role: row.role,
    clients: clientsOf(row.clients),
    ...(row.token !== null && { token: row.token }),
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
  }
}

/** Who asks in a session. */
export function sessionPrincipal({ subject, name, role, clients }: LoginSession): Principal {
  return { kind: 'session', id: `user:${subject}`, name, role, clients }
}
