import { expect, expectTypeOf, test } from 'vitest'
import type { Run } from '../api/run.ts'
import { createClient } from './create-client.ts'
import { eventsOf } from './event-reader.ts'
import { pathFor } from './path-for.ts'
import { RequestProblem } from './request-problem.ts'

interface Seen {
  readonly url: string
  readonly key: string | null
  readonly body: string
}

/** A server that answers so, one after the other, and what it was asked. */
function answering(...answers: readonly (() => Response)[]) {
  const seen: Seen[] = []
  const client = createClient({
    baseUrl: 'http://sluice',
    waitMs: 1,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers)
      seen.push({ url: String(input), key: headers.get('idempotency-key'), body: String(init?.body) })
      const answer = answers[Math.min(seen.length, answers.length) - 1]
      if (answer === undefined) throw new Error('no answer')
      return answer()
    },
  })
  return { client, seen }
}

const ok = () => Response.json({ id: 'r' })
const down = () => {
  throw new TypeError('fetch failed')
}
const problem = (status: number, code: string) => () =>
  Response.json({ status, code, detail: `it is ${code}`, errors: [] }, { status })

test('names are put into paths whatever is in them', async () => {
  const { client, seen } = answering(ok)
  await client.get('/v1/models/{model}/versions/{version}', { params: { model: 'a/b c:d', version: 3 } })
  await client.get('/v1/runs', { query: { limit: 5, status: 'failed' } })
  expect(seen.map(({ url }) => url)).toEqual([
    'http://sluice/v1/models/a%2Fb%20c%3Ad/versions/3',
    'http://sluice/v1/runs?limit=5&status=failed',
  ])
  expect(() => pathFor('/v1/runs/{run}', {})).toThrow('/v1/runs/{run} needs run')
})

test('a write is tried again with the same key, and another write has another', async () => {
  const { client, seen } = answering(down, problem(503, 'server-closes'), problem(409, 'request-running'), ok)
  await client.post('/v1/runs/{run}:cancel', { params: { run: 'r' }, body: { why: 'a' } })
  await client.post('/v1/runs/{run}:cancel', { params: { run: 'r' }, body: { why: 'a' } })
  expect(seen).toHaveLength(5)
  expect(new Set(seen.slice(0, 4).map(({ key }) => key)).size).toBe(1)
  expect(seen[4]?.key).not.toBe(seen[0]?.key)
  expect(seen[0]?.body).toBe('{"why":"a"}')
})

test.each<[string, readonly (() => Response)[], number, Partial<RequestProblem>]>([
  [
    'what is refused',
    [problem(409, 'run-busy')],
    1,
    { status: 409, code: 'run-busy', message: 'it is run-busy' },
  ],
  ['what goes wrong inside', [problem(500, 'internal-error')], 1, { status: 500 }],
  ['a server that stays away', [down], 4, { status: 0, code: 'no-answer' }],
  ['an answer of a proxy', [() => new Response('<h1>no</h1>', { status: 403 })], 1, { code: 'http-403' }],
])('%s is thrown', async (_name, answers, tries, expected) => {
  const { client, seen } = answering(...answers)
  const asking = client.get('/v1/me')
  await expect(asking).rejects.toBeInstanceOf(RequestProblem)
  await expect(asking).rejects.toMatchObject(expected)
  expect(seen).toHaveLength(tries)
})

test('types follow from the routes', () => {
  const { client } = answering(ok)
  const read = () => client.get('/v1/runs/{run}', { params: { run: 'r' } })
  expectTypeOf(read).returns.resolves.toExtend<Run>()
  const wrong = () => {
    // @ts-expect-error: the run is missing
    void client.get('/v1/runs/{run}')
    // @ts-expect-error: there is no such status
    void client.get('/v1/runs', { query: { status: 'happy' } })
    // @ts-expect-error: it is not a number
    void client.post('/v1/runs/{run}:cancel', { params: { run: 'r' }, body: { why: 7 } })
    // @ts-expect-error: there is no such path
    void client.post('/v1/runs/{run}:explode', { params: { run: 'r' }, body: { why: '' } })
  }
  expect(wrong).toBeTypeOf('function')
})

test.each<[string, readonly string[], readonly unknown[]]>([
  ['whole', ['event: change\ndata: {"a":1}\nid: 7\n\n'], [['change', '{"a":1}', '7']]],
  ['in parts', ['event: cha', 'nge\ndata: 1', '\n', '\n'], [['change', '1', undefined]]],
  ['with comments', [': beat\nid: 8\n\n'], [['message', '', '8']]],
  ['with other line ends', ['data: a\r\ndata: b\r\n\r\n'], [['message', 'a\nb', undefined]]],
  ['cut off', ['data: a\n\ndata: b\n'], [['message', 'a', undefined]]],
  ['with unicode in parts', ['data: é', '\n\n'], [['message', 'é', undefined]]],
])('events come %s', async (_name, parts, expected) => {
  const bytes = parts.flatMap(part => [...new TextEncoder().encode(part)].map(byte => Uint8Array.of(byte)))
  const found: unknown[] = []
  for await (const { event, data, id } of eventsOf(ReadableStream.from(bytes))) found.push([event, data, id])
  expect(found).toEqual(expected)
})
