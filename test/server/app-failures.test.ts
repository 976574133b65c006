import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { env } from '@sluice/core'
import { openEngine } from '@sluice/engine'
import { openAccess, type ServerOptions } from '@sluice/server'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { openApp, type AppWorld } from './app-world.ts'

type Route = Awaited<ReturnType<typeof openAccess>>['routes'][number]

const path = '/v1/flaky'
let calls = 0
let answer: () => unknown = () => ({})
let world: AppWorld
let close: () => Promise<void>

/** A route that does what the test says. */
const flaky = {
  method: 'POST',
  path,
  summary: 'Fails.',
  role: 'viewer',
  scope: 'client',
  effect: 'write',
  status: 200,
  media: 'application/json',
  params: z.strictObject({}),
  query: z.strictObject({}),
  body: z.looseObject({}),
  response: z.unknown(),
  handle: () => {
    calls += 1
    return answer()
  },
} as unknown as Route

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-gate-'))
  const engine = await openEngine({ root: folder, env: {} })
  const access = await openAccess({ engine, now: () => new Date() })
  const gate: ServerOptions['gate'] = { ...access, routes: [...access.routes, flaky] }
  world = await openApp({ gate }, { env: { DATABASE_PASSWORD: 'hunter2secret' } })
  close = async () => {
    await world.close()
    await access.close()
    await engine.close()
    rmSync(folder, { recursive: true })
  }
})
afterAll(() => close())

test('what goes wrong inside is in the log and not in the answer', async () => {
  answer = () => {
    throw new Error('at /srv/secret/place.ts: no table "customers"')
  }
  world.lines.length = 0
  const { status, text, json, headers } = await world.post(path, {})
  expect([status, json['code']]).toEqual([500, 'internal-error'])
  expect(text).not.toMatch(/secret|customers|place\.ts/)
  const id = headers.get('x-request-id')
  expect(json['detail']).toContain(id)
  const trouble = world.lines.filter(({ level }) => level === 'error')
  expect(trouble).toMatchObject([{ requestId: id, path, message: expect.stringContaining('customers') }])
})

test.each<[string, () => unknown, number]>([
  ['an error', () => Promise.reject(new Error('no')), 500],
  ['an answer of a failing server', () => ({ kind: 'reply', status: 503, headers: {}, body: '' }), 503],
])('%s is not kept for who repeats the request', async (_name, fails, status) => {
  const headers = { 'idempotency-key': randomUUID() }
  answer = fails
  expect((await world.post(path, {}, headers)).status).toBe(status)
  answer = () => ({ done: true })
  const before = calls
  expect((await world.post(path, {}, headers)).json).toEqual({ done: true })
  expect((await world.post(path, {}, headers)).json).toEqual({ done: true })
  expect(calls).toBe(before + 1)
})

test('a secret that the engine knows leaves it in no answer', async () => {
  world.engine.control.redactor.secret(env('DATABASE_PASSWORD'))
  answer = () => ({ text: 'postgres://me:hunter2secret@db' })
  const { status, text } = await world.post(path, {})
  expect(status).toBe(200)
  expect(text).not.toContain('hunter2')
})
