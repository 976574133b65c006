import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openApp, until, type AppWorld } from './app-world.ts'
import { readLive } from './live-cases.ts'

let world: AppWorld
beforeEach(async () => {
  world = await openApp({ limits: { graceMs: 3000 } })
})
afterEach(() => world.close())

const start = { pipeline: 'daily', deployment: 'acme', asOf: '2026-03-09T05:00:00.000Z', why: 'by hand' }

test('what was asked before the server closes is answered, and the rest is told to come back', async () => {
  await world.run('bravo')
  const answers: number[] = []
  let refused = 0
  let isOver = false
  const asking = Array.from({ length: 10 }, async () => {
    while (!isOver) {
      try {
        answers.push((await world.ask('/v1/overview')).status)
      } catch (error) {
        // Nobody listens any more, or the connection ended between two requests: never in the middle of an answer.
        expect(String((error as { cause?: unknown }).cause)).toMatch(
          /ECONNREFUSED|ECONNRESET|other side closed|socket/,
        )
        refused += 1
        await pause(5)
      }
    }
  })
  await until(() => answers.length > 100)
  await world.server.close()
  await pause(200)
  const before = answers.length
  await pause(100)
  isOver = true
  await Promise.all(asking)
  expect(new Set(answers)).toEqual(new Set([200]))
  expect(answers).toHaveLength(before)
  expect(refused).toBeGreaterThan(0)
})

test('a request that runs is waited for, and is told that its connection ends', async () => {
  const open = Promise.withResolvers<void>()
  world.gate = open.promise
  const { json } = await world.post('/v1/runs', start)
  const run = String(json['run'])
  // Waits for the run to stop.
  const cancelling = world.post(`/v1/runs/${run}:cancel`, { why: 'enough' })
  await pause(200)
  const closing = world.server.close()
  await pause(100)
  open.resolve()
  const { status, headers } = await cancelling
  // The run may have ended before it was cancelled: either way it is an answer.
  expect([200, 409]).toContain(status)
  expect(headers.get('connection')).toBe('close')
  await closing
})

test('a run that was started goes on after the server closed, and is interrupted with the engine', async () => {
  world.gate = new Promise(() => undefined)
  const { json } = await world.post('/v1/runs', start)
  const run = String(json['run'])
  await world.server.close()
  expect((await world.engine.journal.run(run))?.status).toBe('running')
  expect(world.lines.filter(({ level }) => level === 'error')).toEqual([])
})

test('streams end so that clients come back', async () => {
  const live = await readLive(world.server.url)
  await until(() => live.text().includes('id: '))
  const began = performance.now()
  await world.server.close()
  await live.ended
  expect(live.text()).toMatch(/^retry: \d+\n\n/)
  expect(performance.now() - began).toBeLessThan(2500)
})

test('connections on which nothing is asked are not waited for', async () => {
  const { port } = new URL(world.server.url)
  const silent = Array.from({ length: 5 }, () => connect(Number(port), '127.0.0.1'))
  await Promise.all(silent.map(socket => new Promise(made => socket.once('connect', made))))
  await pause(50)
  const began = performance.now()
  await world.server.close()
  expect(performance.now() - began).toBeLessThan(2500)
})

test('a server is ready until it closes, and alive as long as it answers', async () => {
  expect((await world.ask('/healthz')).json).toEqual({ status: 'ok' })
  expect((await world.ask('/readyz')).json).toEqual({ status: 'ready' })
  const open = Promise.withResolvers<void>()
  world.gate = open.promise
  await world.post('/v1/runs', start)
  await world.server.close()
  open.resolve()
  await expect(world.ask('/readyz')).rejects.toThrow('fetch failed')
})
