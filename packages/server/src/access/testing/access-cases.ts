import { expect } from 'vitest'
import { rows, type WorkDatabase } from '@sluice/engine'
import { accessTokens } from '../access-tokens.ts'
import { auditLog, type AuditNote } from '../audit-log.ts'
import { loginSessions, type NewSession } from '../login-sessions.ts'

/** A database with a clock that is set, and what is random counted up. */
export interface AccessWorld {
  readonly db: WorkDatabase
  now: Date
  readonly random: (bytes: number) => Uint8Array
}

/** A fact about what access keeps, checked in a database of its own. */
export interface AccessCase {
  readonly name: string
  check(world: AccessWorld): Promise<void>
}

/** A world over a database. */
export function accessWorld(db: WorkDatabase): AccessWorld {
  let count = 0
  return {
    db,
    now: new Date('2026-03-10T12:00:00Z'),
    random: bytes => Uint8Array.from({ length: bytes }, (_, i) => (i === 3 ? (count += 1) : i)),
  }
}

const later = (world: AccessWorld, ms: number) => {
  world.now = new Date(world.now.getTime() + ms)
}
const tokensOf = (world: AccessWorld) =>
  accessTokens(world.db, { now: () => world.now, random: world.random })
const times = { idleMs: 60 * 60_000, longestMs: 5 * 60 * 60_000 }
const sessionsOf = (world: AccessWorld) =>
  loginSessions(world.db, { now: () => world.now, random: world.random, tokens: tokensOf(world), ...times })
const bidder = { name: 'bidder', role: 'viewer', clients: ['acme', 'bräu'], createdBy: 'ann' } as const
const ann: NewSession = { subject: 'https://login ann', name: 'Ann', role: 'operator', clients: 'all' }
const note: AuditNote = {
  at: new Date('2026-03-10T12:00:00.123Z'),
  who: 'Ann',
  whoId: 'user:ann',
  method: 'POST',
  route: '/v1/runs/{run}:cancel',
  things: { run: '1' },
  status: 200,
  requestId: 'r1',
  address: '10.0.0.1',
}

/** What holds whatever the database is. */
export const accessCases: readonly AccessCase[] = [
  {
    name: 'a token is found by its text alone, and its text is not in the database',
    async check(world) {
      const tokens = tokensOf(world)
      const { text, token } = await tokens.create({ ...bidder, expiresAt: new Date('2026-04-01T00:00:00Z') })
      expect(text).toMatch(/^sluice_[0-9a-f]{64}$/)
      expect(token).toEqual({
        ...bidder,
        id: text.slice(7, 15),
        createdAt: world.now,
        expiresAt: new Date('2026-04-01T00:00:00Z'),
      })
      expect(await tokens.find(text)).toEqual(token)
      const sameStart = `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`
      for (const other of [sameStart, text.toUpperCase(), ` ${text}`, text.slice(0, 15), '', "' OR 1=1 --"]) {
        expect(await tokens.find(other)).toBeUndefined()
      }
      const kept = await world.db.read(() => rows('SELECT * FROM access_tokens'))
      expect(JSON.stringify(kept)).not.toContain(text.slice(15))
    },
  },
  {
    name: 'a token that is revoked says by whom and when, once',
    async check(world) {
      const tokens = tokensOf(world)
      const { token, text } = await tokens.create(bidder)
      expect(await tokens.anyValid()).toBe(true)
      const at = world.now
      await tokens.revoke(token.id, 'bob')
      later(world, 1000)
      expect(await tokens.revoke(token.id, 'eve')).toMatchObject({ revokedAt: at, revokedBy: 'bob' })
      expect(await tokens.find(text)).toMatchObject({ revokedAt: at })
      expect(await tokens.anyValid()).toBe(false)
      await expect(tokens.revoke('00000000', 'bob')).rejects.toThrow(/there is no token "00000000"/)
    },
  },
  {
    name: 'a token that is expired lets nobody in, and one that would be is not made',
    async check(world) {
      const tokens = tokensOf(world)
      await tokens.create({ ...bidder, expiresAt: new Date(world.now.getTime() + 1000) })
      expect(await tokens.anyValid()).toBe(true)
      later(world, 1000)
      expect(await tokens.anyValid()).toBe(false)
      await expect(tokens.create({ ...bidder, expiresAt: world.now })).rejects.toThrow(/would have expired/)
      await expect(tokens.create({ ...bidder, clients: [] })).rejects.toThrow(/would see no client/)
      await expect(tokens.create({ ...bidder, name: ' ' })).rejects.toThrow(/is not a name/)
    },
  },
  {
    name: 'tokens are listed with the newest first and with when they were used',
    async check(world) {
      const tokens = tokensOf(world)
      const { token: first } = await tokens.create(bidder)
      later(world, 5)
      await tokens.create({ ...bidder, name: 'second', clients: 'all' })
      await tokens.used(first.id)
      expect(await tokens.list()).toMatchObject([
        { name: 'second', clients: 'all' },
        { name: 'bidder', usedAt: world.now },
      ])
    },
  },
  {
    name: 'a session is found by its cookie until nothing was asked for too long',
    async check(world) {
      const sessions = sessionsOf(world)
      const { secret } = await sessions.begin(ann)
      later(world, times.idleMs - 1)
      expect(await sessions.find(secret)).toMatchObject(ann)
      later(world, times.idleMs - 1)
      expect(await sessions.find(secret)).toMatchObject(ann)
      later(world, times.idleMs)
      expect(await sessions.find(secret)).toBeUndefined()
      expect(await sessions.find('')).toBeUndefined()
    },
  },
  {
    name: 'a session ends however busy it is',
    async check(world) {
      const sessions = sessionsOf(world)
      const { secret, expiresAt } = await sessions.begin(ann)
      while (world.now < new Date(expiresAt.getTime() - 1)) {
        later(world, Math.min(times.idleMs / 2, expiresAt.getTime() - 1 - world.now.getTime()))
        expect(await sessions.find(secret)).toBeDefined()
      }
      later(world, 1)
      expect(await sessions.find(secret)).toBeUndefined()
    },
  },
  {
    name: 'a login ends the session that the browser had; a logout one or all of a person',
    async check(world) {
      const sessions = sessionsOf(world)
      const { secret: first } = await sessions.begin(ann)
      const { secret: second } = await sessions.begin(ann, first)
      expect(second).not.toBe(first)
      expect(await sessions.find(first)).toBeUndefined()
      const { secret: third } = await sessions.begin(ann)
      const { secret: bobs } = await sessions.begin({ ...ann, subject: 'bob' })
      await sessions.end(third)
      expect(await sessions.find(third)).toBeUndefined()
      expect(await sessions.find(second)).toBeDefined()
      await sessions.begin(ann)
      await sessions.endAll(ann.subject)
      expect(await sessions.find(second)).toBeUndefined()
      expect(await sessions.find(bobs)).toMatchObject({ subject: 'bob' })
    },
  },
  {
    name: 'a session that began with a token ends with it',
    async check(world) {
      const [tokens, sessions] = [tokensOf(world), sessionsOf(world)]
      const { token } = await tokens.create(bidder)
      const { secret } = await sessions.begin({ ...ann, token: token.id })
      expect(await sessions.find(secret)).toMatchObject({ token: token.id })
      await tokens.revoke(token.id, 'bob')
      expect(await sessions.find(secret)).toBeUndefined()
    },
  },
  {
    name: 'the audit log has notes in their order, with the client that is found out later',
    async check(world) {
      const audit = auditLog(world.db, error => {
        throw error
      })
      for (let i = 0; i < 250; i += 1) audit.note({ ...note, requestId: `r${i}` })
      audit.note({ ...note, status: 404, client: 'bravo' })
      audit.note({ ...note, status: 409 }, () => Promise.resolve('acme'))
      audit.note(note, () => Promise.resolve(undefined))
      await audit.close()
      const newest = await audit.list({ limit: 4 })
      expect(newest).toMatchObject([
        { ...note, outcome: 'done' },
        { outcome: 'failed', client: 'acme' },
        { outcome: 'refused', client: 'bravo' },
        { requestId: 'r249' },
      ])
      expect(newest[0]).not.toHaveProperty('client')
      const rest = await audit.list({ limit: 1000, before: newest[3]?.id ?? 0 })
      expect(rest.map(({ requestId }) => requestId)).toEqual(
        Array.from({ length: 249 }, (_, i) => `r${248 - i}`),
      )
      expect(await audit.list({ limit: 9, client: 'acme', outcome: 'failed' })).toHaveLength(1)
      expect(await audit.list({ limit: 9, client: 'acme', outcome: 'done' })).toEqual([])
    },
  },
  {
    name: 'what the database could not take at first is kept when it can, and told once',
    async check(world) {
      const troubles: unknown[] = []
      let failures = 2
      const flaky: WorkDatabase = {
        kind: world.db.kind,
        read: work => world.db.read(work),
        transaction: (work, durability) =>
          (failures -= 1) >= 0 ? Promise.reject(new Error('away')) : world.db.transaction(work, durability),
      }
      const audit = auditLog(flaky, error => troubles.push(error))
      audit.note(note)
      await audit.close()
      expect(await audit.list({ limit: 9 })).toMatchObject([{ requestId: 'r1' }])
      expect(troubles).toHaveLength(1)
    },
  },
]
