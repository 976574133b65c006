import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newTestSchema, type TestSchema } from '../testing/postgres-schema.ts'
import { schedulerWorld, type SchedulerWorld } from './testing/scheduler-world.ts'

let schema: TestSchema
let worlds: readonly SchedulerWorld[]

beforeEach(async () => {
  schema = newTestSchema()
  const database = { database: 'env:DATABASE', schema: schema.schema, env: { DATABASE: schema.url } }
  // Two machines as far as the database can tell: each has an engine, a clock and connections of its own.
  worlds = await Promise.all([1, 2].map(() => schedulerWorld('2026-03-01T12:00:00Z', database)))
})
afterEach(async () => {
  await Promise.all(worlds.map(world => world.close()))
  await schema.drop()
})

test('schedulers on one PostgreSQL do each interval once, within the limits of all of them', async () => {
  let running = 0
  let most = 0
  const names = ['acme', 'bolt', 'core', 'dune']
  await Promise.all(
    worlds.map(world => {
      const deployments = names.map(name =>
        world.deploy(
          name,
          { schedule: '0 6 * * *', catchUp: 'all', start: '2026-02-20', resources: ['warehouse'] },
          async () => {
            running += 1
            most = Math.max(most, running)
            await pause(25)
            running -= 1
          },
        ),
      )
      return world.until('2026-03-02T07:00:00Z', deployments, { resources: { warehouse: 2 } })
    }),
  )
  const ran = worlds.flatMap(world => world.ran)
  expect(ran).toHaveLength(names.length * 11)
  expect(new Set(ran).size).toBe(ran.length)
  expect(worlds.every(world => world.ran.length > 0)).toBe(true)
  expect(most).toBe(2)
  const ends = await worlds[0]?.journal.dispatches({})
  expect(new Set(ends?.map(({ status }) => status))).toEqual(new Set(['succeeded']))
})
