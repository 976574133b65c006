import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { paramNames, route, type Route } from './route.ts'
import type { Answer, PathsOf, RouteOf } from './route-table.ts'

const cancel = route({
  method: 'POST',
  path: '/v1/runs/{run}/steps/{step}:cancel',
  summary: 'Cancels.',
  role: 'operator',
  scope: 'client',
  body: z.strictObject({ why: z.string() }),
  response: z.object({ said: z.array(z.string()) }),
  handle: ({ params, body }) => ({ said: [params.run, params.step, body.why] as const }),
})
const list = route({
  method: 'GET',
  path: '/v1/runs',
  summary: 'Lists.',
  role: 'viewer',
  scope: 'client',
  query: z.strictObject({ limit: z.coerce.number().default(5) }),
  response: z.object({ items: z.array(z.number()) }),
  handle: ({ query }) => ({ items: [query.limit] }),
})
const table = [cancel, list] as const

test('a route has defaults for what it does not say', () => {
  expect(cancel).toMatchObject({ effect: 'write', status: 200, media: 'application/json' })
  expect(list).toMatchObject({ effect: 'read' })
  expect(paramNames(cancel.path)).toEqual(['run', 'step'])
  expect(cancel.params.safeParse({ run: 'a', step: 'b' }).success).toBe(true)
  expect(cancel.params.safeParse({ run: 'a' }).success).toBe(false)
})

test('types flow from path and schemas', () => {
  expectTypeOf(table).toExtend<readonly Route[]>()
  expectTypeOf<PathsOf<typeof table, 'GET'>>().toEqualTypeOf<'/v1/runs'>()
  expectTypeOf<Answer<RouteOf<typeof table, 'GET', '/v1/runs'>>>().toEqualTypeOf<{ items: number[] }>()
  expectTypeOf<z.output<(typeof cancel)['params']>>().toEqualTypeOf<
    Readonly<Record<'run' | 'step', string>>
  >()
})

test('types flow where the route is returned as one of any kind', () => {
  const made = (): Route =>
    route({
      method: 'GET',
      path: '/v1/models/{model}',
      summary: 'Shows.',
      role: 'viewer',
      scope: 'client',
      response: z.string(),
      handle: ({ params }) => {
        expectTypeOf(params.model).toEqualTypeOf<string>()
        return params.model
      },
    })
  expect(made().path).toBe('/v1/models/{model}')
})
