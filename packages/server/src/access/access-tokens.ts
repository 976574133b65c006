import { rows, type Work, type WorkDatabase } from '@sluice/engine'
import { TokenRefused } from '../errors/token-refused.ts'
import { tokenBytes, tokenId, tokenState, tokenText, type AccessToken } from './access-token.ts'
import { clientsOf, clientsText } from './client-scope.ts'
import type { ClientScope, Role } from './principal.ts'
import { sameDigest, secretDigest } from './secret-digest.ts'

/** What a token is made of. */
export interface NewToken {
  /** What it is for, such as `bidder`. */
  readonly name: string
  readonly role: Role
  readonly clients: ClientScope
  /** Who makes it. */
  readonly createdBy: string
  /** Default: it does not expire. */
  readonly expiresAt?: Date
}

/** The clock and chance of {@link accessTokens}. */
export interface TokenScope {
  readonly now: () => Date
  readonly random: (bytes: number) => Uint8Array
}

/** API tokens: their texts are shown once and never kept. */
export interface AccessTokens {
  /** @throws TokenRefused when it would be expired already or sees nobody */
  create(token: NewToken): Promise<{ readonly token: AccessToken; readonly text: string }>
  /** The newest first, also those that are not valid any more. */
  list(): Promise<readonly AccessToken[]>
  /** @throws TokenRefused when there is no such token; one that was revoked stays as it was */
  revoke(id: string, by: string): Promise<AccessToken>
  /** The token with this text, valid or not; undefined where there is none. */
  find(text: string): Promise<AccessToken | undefined>
  get(id: string): Promise<AccessToken | undefined>
  /** Whether anybody could get in with a token now. */
  anyValid(): Promise<boolean>
  /** Notes that it was used. */
  used(id: string): Promise<void>
}

/** Tokens in the database of an engine. */
export function accessTokens(db: WorkDatabase, { now, random }: TokenScope): AccessTokens {
  const get = (id: string) =>
    db.read(function* () {
      const [row] = yield* rows<TokenRow>('SELECT * FROM access_tokens WHERE id = $1', [id])
      return row === undefined ? undefined : tokenOf(row)
    })
  const list = () =>
    db.read(function* () {
      const found = yield* rows<TokenRow>('SELECT * FROM access_tokens ORDER BY created_at DESC, id')
      return found.map(tokenOf)
    })
  return {
    async create(token) {
      refuseUseless(token, now())
      const text = tokenText(random(tokenBytes))
      await db.transaction(() => insert(token, text, now()))
      const made = await get(tokenId(text) ?? '')
      if (made === undefined) throw new Error('the token that was just made is not there')
      return { token: made, text }
    },
    list,
    async revoke(id, by) {
      await db.transaction(function* () {
        yield* rows(
          'UPDATE access_tokens SET revoked_at = $1, revoked_by = $2 WHERE id = $3 AND revoked_at IS NULL',
          [now(), by, id],
        )
      })
      const token = await get(id)
      if (token !== undefined) return token
      throw new TokenRefused({ reason: `there is no token "${id}"`, next: 'List them: sluice token list' })
    },
    find: text => db.read(() => find(text)),
    get,
    anyValid: async () => (await list()).some(token => tokenState(token, now()) === 'valid'),
    used: id =>
      db.transaction(function* () {
        yield* rows('UPDATE access_tokens SET used_at = $1 WHERE id = $2', [now(), id])
      }, 'relaxed'),
  }
}

function refuseUseless({ name, clients, expiresAt }: NewToken, now: Date): void {
  if (name.trim() === '' || name.length > 100) {
    const next = 'Say what it is for in at most 100 characters, such as "bidder".'
    throw new TokenRefused({ reason: `"${name.slice(0, 120)}" is not a name of a token`, next })
  }
  if (clients !== 'all' && clients.length === 0) {
    throw new TokenRefused({
      reason: `token "${name}" would see no client`,
      next: 'Name one, or none for all.',
    })
  }
  if (expiresAt === undefined || expiresAt > now) return
  const reason = `token "${name}" would have expired at ${expiresAt.toISOString()} already`
  throw new TokenRefused({ reason, next: 'Choose a later end.' })
}

function* insert(
  { name, role, clients, createdBy, expiresAt }: NewToken,
  text: string,
  now: Date,
): Work<void> {
  yield* rows(
    `INSERT INTO access_tokens (id, hash, name, role, clients, created_at, created_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      tokenId(text) ?? '',
      secretDigest(text),
      name,
      role,
      clientsText(clients),
      now,
      createdBy,
      expiresAt ?? null,
    ],
  )
}

function* find(text: string): Work<AccessToken | undefined> {
  const id = tokenId(text)
  if (id === undefined) return undefined
  const [row] = yield* rows<TokenRow>('SELECT * FROM access_tokens WHERE id = $1', [id])
  return row !== undefined && sameDigest(row.hash, secretDigest(text)) ? tokenOf(row) : undefined
}

interface TokenRow {
  readonly id: string
  readonly hash: string
  readonly name: string
  readonly role: Role
  readonly clients: string
  readonly created_at: string | Date
  readonly created_by: string
  readonly expires_at: string | Date | null
  readonly revoked_at: string | Date | null
  readonly revoked_by: string | null
  readonly used_at: string | Date | null
}

function tokenOf(row: TokenRow): AccessToken {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    clients: clientsOf(row.clients),
    createdAt: new Date(row.created_at),
    createdBy: row.created_by,
    ...(row.expires_at !== null && { expiresAt: new Date(row.expires_at) }),
    ...(row.revoked_at !== null && { revokedAt: new Date(row.revoked_at) }),
    ...(row.revoked_by !== null && { revokedBy: row.revoked_by }),
    ...(row.used_at !== null && { usedAt: new Date(row.used_at) }),
  }
}
