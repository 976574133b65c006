import { afterAll, beforeAll, test } from 'vitest'
import { openAppOnPostgres, type AppWorld } from './app-world.ts'
import { idempotencyCases } from './idempotency-cases.ts'

let world: AppWorld
beforeAll(async () => {
  world = await openAppOnPostgres()
})
afterAll(() => world.close())

test.each(idempotencyCases.map(one => [one.name, one] as const))('%s', (_name, one) => one.check(world))
