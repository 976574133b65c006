import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAccess } from '@sluice/server'
import { openApp, until, type AppWorld } from './app-world.ts'
import { liveCases, readLive } from './live-cases.ts'

let world: AppWorld
beforeAll(async () => {
  world = await openApp({ limits: { streamsEach: 3 } })
})
afterAll(() => world.close())

test.each(liveCases.map(one => [one.name, one] as const))('%s', (_name, one) => one.check(world))

test('somebody has only so many streams, and gets another one when one ends', async () => {
  const open = await Promise.all([1, 2, 3].map(() => readLive(world.server.url)))
  const refused = await world.ask('/v1/live')
  expect([refused.status, refused.json['code']]).toEqual([429, 'streams-exhausted'])
  open[0]?.end()
  await until(async () => {
    const response = await fetch(`${world.server.url}/v1/live`)
    await response.body?.cancel()
    return response.status === 200
  })
  for (const one of open) one.end()
})

test('HEAD opens no stream', async () => {
  const ask = async () => (await world.ask('/v1/live', { method: 'HEAD' })).status
  await until(async () => (await ask()) === 200)
  for (let i = 0; i < 6; i++) expect(await ask()).toBe(200)
})

test('people of a client hear only of it', async () => {
  const scoped = await openAccess({ engine: world.engine, now: () => new Date() })
  const only = await openApp({
    gate: {
      ...scoped,
      admit: async request => {
        const admission = await scoped.admit(request)
        if (admission.kind === 'refused') return admission
        return { ...admission, principal: { ...admission.principal, clients: ['bravo'] } }
      },
    },
  })
  const live = await readLive(only.server.url)
  await until(() => live.text().includes('id: '))
  const hidden = await only.run('acme')
  const shown = await only.run('bravo')
  await until(() => live.text().includes(shown.run))
  expect(live.text()).not.toContain(hidden.run)
  live.end()
  await live.ended
  await only.close()
})
