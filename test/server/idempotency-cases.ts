import { randomUUID } from 'node:crypto'
import { rows } from '@sluice/engine'
import { expect } from 'vitest'
import { until, type Answer, type AppWorld } from './app-world.ts'

/** A fact about repeated writes, over a database. */
interface IdempotencyCase {
  readonly name: string
  check(world: AppWorld): Promise<void>
}

const pause = '/v1/deployments/daily/acme:pause'
const unpause = '/v1/deployments/daily/acme:unpause'
const key = () => ({ 'idempotency-key': randomUUID() })
const startBody = (day: number) => ({
  pipeline: 'daily',
  deployment: 'bravo',
  asOf: `2026-04-${String(day).padStart(2, '0')}T05:00:00.000Z`,
  why: 'by hand',
})
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b)

async function scheduleEvents(world: AppWorld): Promise<number> {
  return (await world.engine.schedules.events({ limit: 1000 })).length
}

/** What each database must hold to. */
export const idempotencyCases: readonly IdempotencyCase[] = [
  {
    name: 'a write that is repeated is done once and answered the same',
    async check(world) {
      const headers = key()
      const before = await scheduleEvents(world)
      const first = await world.post(pause, { why: 'a' }, headers)
      const second = await world.post(pause, { why: 'a' }, headers)
      expect([first.status, second.status]).toEqual([200, 200])
      expect(second.text).toBe(first.text)
      expect(first.headers.get('idempotent-replay')).toBeNull()
      expect(second.headers.get('idempotent-replay')).toBe('true')
      expect(second.headers.get('content-type')).toBe('application/json')
      expect(await scheduleEvents(world)).toBe(before + 1)
      await world.post(unpause, { why: 'a' })
    },
  },
  {
    name: 'of twenty at once one is done; the others are told that it runs, or what it came to',
    async check(world) {
      const headers = key()
      const open = Promise.withResolvers<void>()
      world.gate = open.promise
      const asking = Array.from({ length: 20 }, () => world.post('/v1/runs', startBody(1), headers))
      const answers = await Promise.all(asking)
      open.resolve()
      const done = answers.filter(({ status }) => status === 200)
      expect(done.length).toBeGreaterThanOrEqual(1)
      expect(new Set(done.map(({ text }) => text)).size).toBe(1)
      for (const { status, json, headers: said } of answers) {
        if (status === 200) continue
        expect([status, json['code'], said.get('retry-after')]).toEqual([409, 'request-running', '2'])
      }
      const { items } = (await world.ask('/v1/runs?deployment=bravo')).json as { items: readonly object[] }
      expect(items).toHaveLength(1)
      expect((await world.post('/v1/runs', startBody(1), headers)).text).toBe(done[0]?.text)
      await settled(world)
    },
  },
  {
    name: 'a key that stands for something else is refused',
    async check(world) {
      const headers = key()
      await world.post(pause, { why: 'a' }, headers)
      const others = [
        await world.post(pause, { why: 'b' }, headers),
        await world.post(unpause, { why: 'a' }, headers),
        await world.post('/v1/deployments/daily/bravo:pause', { why: 'a' }, headers),
      ]
      expect(others.map(({ status, json }) => [status, json['code']])).toEqual(
        Array.from({ length: 3 }, () => [422, 'key-reused']),
      )
      await world.post(unpause, { why: 'a' })
    },
  },
  {
    name: 'what was refused is not kept: the next try is a first one',
    async check(world) {
      const headers = key()
      const body = { why: 'a' }
      const refused = await world.post(unpause, body, headers)
      expect(refused.headers.get('idempotent-replay')).toBeNull()
      await world.post(pause, body)
      const again = await world.post(unpause, body, headers)
      expect(again.status).toBe(200)
      expect(await kept(world, headers)).toBe(1)
    },
  },
  {
    name: 'what is not valid takes no key',
    async check(world) {
      const headers = key()
      expect((await world.post(pause, { why: 7 }, headers)).status).toBe(400)
      expect(await kept(world, headers)).toBe(0)
      expect((await world.post(pause, { why: 'a' }, headers)).status).toBe(200)
      await world.post(unpause, { why: 'a' })
    },
  },
  {
    name: 'who died with a key is followed by who comes after the lease',
    async check(world) {
      const headers = key()
      await world.post(pause, { why: 'a' }, headers)
      const setLease = (at: Date) =>
        world.engine.database.transaction(function* () {
          yield* rows(
            'UPDATE repeated_requests SET status = NULL, body = NULL, lease_until = $1 WHERE key = $2',
            [at, headers['idempotency-key']],
          )
        })
      await setLease(new Date(Date.now() + 60_000))
      expect((await world.post(pause, { why: 'a' }, headers)).json['code']).toBe('request-running')
      await setLease(new Date(Date.now() - 1000))
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => world.post(pause, { why: 'a' }, headers)),
      )
      expect(statuses(answers).every(status => status === 200 || status === 409)).toBe(true)
      expect(
        answers.filter(({ status, headers: said }) => status === 200 && !said.has('idempotent-replay')),
      ).toHaveLength(1)
      await world.post(unpause, { why: 'a' })
    },
  },
  {
    name: 'an answer with a secret is never kept',
    async check(world) {
      const headers = key()
      const body = { name: 'ci', role: 'viewer', clients: 'all' }
      const made = await world.post('/v1/tokens', body, headers)
      expect(made.status).toBe(201)
      const again = await world.post('/v1/tokens', body, headers)
      expect([again.status, again.json['code']]).toEqual([409, 'answer-not-kept'])
      const found = await world.engine.database.read(() =>
        rows<object>('SELECT * FROM repeated_requests WHERE key = $1', [headers['idempotency-key']]),
      )
      expect(found).toHaveLength(1)
      expect(JSON.stringify(found)).not.toContain(made.json['text'])
      const { items } = (await world.ask('/v1/tokens')).json as { items: readonly object[] }
      expect(items).toHaveLength(1)
    },
  },
]

async function kept(world: AppWorld, headers: { readonly 'idempotency-key': string }): Promise<number> {
  const found = await world.engine.database.read(() =>
    rows('SELECT key FROM repeated_requests WHERE key = $1', [headers['idempotency-key']]),
  )
  return found.length
}

async function settled(world: AppWorld): Promise<void> {
  await until(async () => (await world.engine.views.runs({ status: 'running', limit: 1 })).length === 0)
}
