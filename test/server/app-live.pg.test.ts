import { afterAll, beforeAll, test } from 'vitest'
import { newTestSchema, type TestSchema } from '@sluice/engine/testing'
import { openApp, type AppWorld } from './app-world.ts'
import { liveCases } from './live-cases.ts'

let schema: TestSchema
let world: AppWorld
beforeAll(async () => {
  schema = newTestSchema()
  world = await openApp(
    {},
    { database: 'env:DATABASE', schema: schema.schema, env: { DATABASE: schema.url } },
  )
})
afterAll(async () => {
  await world.close()
  await schema.drop()
})

test.each(liveCases.map(one => [one.name, one] as const))('%s', (_name, one) => one.check(world))
