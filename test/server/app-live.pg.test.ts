import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEngine } from '@sluice/engine'
import { startServer } from '@sluice/server'
import { createClient } from '@sluice/server/client'
import { openAppOnPostgres, until } from './app-world.ts'
import { liveCases, readLive } from './live-cases.ts'

let world: Awaited<ReturnType<typeof openAppOnPostgres>>
beforeAll(async () => {
  world = await openAppOnPostgres()
})
afterAll(() => world.close())

test.each(liveCases.map(one => [one.name, one] as const))('%s', (_name, one) => one.check(world))

test('another server on the same records tells the same, and goes on where this one left off', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-other-'))
  const engine = await openEngine({
    root: folder,
    database: 'env:DATABASE',
    schema: world.schema.schema,
    env: { DATABASE: world.schema.url },
  })
  const other = await startServer({ engine, config: () => world.config, port: 0 })
  const here = await readLive(world.server.url)
  const there = await readLive(other.url)
  await until(() => here.text().includes('id: ') && there.text().includes('id: '))
  const first = await world.run('acme', '2026-07-01T05:00:00Z')
  for (const live of [here, there]) await until(() => live.text().includes('"datasets"'))
  expect(there.text()).toContain(first.run)
  const position = here.blocks().findLast(({ id }) => id !== undefined)?.id
  here.end()
  const second = await world.run('bravo', '2026-07-02T05:00:00Z')
  const on = await readLive(other.url, position)
  await until(() => on.text().includes(second.run))
  expect(on.text()).not.toContain(first.run)
  for (const live of [there, on]) live.end()
  const { items } = await createClient({ baseUrl: other.url }).get('/v1/runs', { query: { limit: 1 } })
  expect(items.map(({ id }) => id)).toEqual([second.run])
  await other.close()
  await engine.close()
  rmSync(folder, { recursive: true })
})
