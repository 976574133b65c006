import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClientScope, Role } from '@sluice/server'
import {
  backfillOf,
  clients,
  openAccessWorld,
  type AccessWorld,
  type Client,
  type Things,
} from './access-world.ts'

/** A route as the server describes it. */
interface Described {
  readonly method: string
  readonly path: string
  readonly role: Role
  readonly scope: 'client' | 'all'
  readonly effect: 'read' | 'write'
  /** Parameters of its query. */
  readonly query: readonly string[]
}

/** Who asks; nobody has no token. */
interface Asker {
  readonly name: string
  readonly role?: Role
  readonly clients?: ClientScope
}

const ranks: readonly Role[] = ['viewer', 'operator', 'admin']
const askers: readonly Asker[] = [
  { name: 'nobody' },
  ...(['all', ['acme'], ['bravo']] as const).flatMap(scope =>
    ranks.map((role): Asker => ({ name: `${role} of ${String(scope)}`, role, clients: scope })),
  ),
]
const why = 'because of the test'

let world: AccessWorld
let routes: readonly Described[]
const texts = new Map<string, string>()

beforeAll(async () => {
  world = await openAccessWorld()
  for (const { name, role, clients: scope } of askers) {
    if (role !== undefined && scope !== undefined) texts.set(name, (await world.token(role, scope)).text)
  }
  routes = await describedRoutes()
})
afterAll(() => world.close())

async function describedRoutes(): Promise<readonly Described[]> {
  const document = (await (await fetch(`${world.url}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  }
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      role: operation['x-sluice-role'],
      scope: operation['x-sluice-scope'],
      query: operation.parameters.filter(one => one.in === 'query').map(({ name }) => name),
      effect: operation.parameters.some(({ name }) => name === 'Idempotency-Key') ? 'write' : 'read',
    })),
  )
}

interface Operation {
  readonly 'x-sluice-role': Role
  readonly 'x-sluice-scope': 'client' | 'all'
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
}

/** What must be said besides why, by route. */
const bodies: Readonly<Record<string, (client: string) => object>> = {
  '/v1/runs': client => ({ pipeline: 'broken', deployment: client }),
  '/v1/backfills:preview': client => backfillOf(client),
  '/v1/backfills': client => ({ ...backfillOf(client), why }),
  '/v1/models/{model}:promote': () => ({ version: 1, why }),
  '/v1/models/{model}:score': () => ({ rows: world.rows }),
  '/v1/incidents/{incident}:silence': () => ({ until: new Date(Date.now() + 3_600_000).toISOString(), why }),
  '/v1/tokens': () => ({ name: 'made by the test', role: 'viewer' }),
  '/v1/tokens/{token}:revoke': () => ({}),
}
const queries: Readonly<Record<string, string>> = {
  '/v1/models/{model}/versions/{version}/compare': '?with=1',
  '/v1/search': '?q=a',
}
/** Routes that name a client elsewhere than in their path. */
const clientInBody = ['POST /v1/runs', 'POST /v1/backfills', 'POST /v1/backfills:preview']
/** Parameters that belong to nobody's client. */
const ofNoClient = ['token']

const paramsOf = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
const namesClient = ({ method, path }: Described) =>
  clientInBody.includes(`${method} ${path}`) || paramsOf(path).some(name => !ofNoClient.includes(name))

function pathOf(path: string, things: Things): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = things[name]
    if (value !== undefined && value !== '') return encodeURIComponent(value)
    throw new Error(`a value for {${name}} of ${path} is missing in the world`)
  })
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

async function ask(
  asker: string,
  route: Described,
  things: Things,
  search = queries[route.path] ?? '',
): Promise<Answer> {
  const { method, path } = route
  const text = texts.get(asker)
  const body =
    method === 'GET' ? undefined : JSON.stringify(bodies[path]?.(things['deployment'] ?? '') ?? { why })
  const leave = new AbortController()
  const response = await fetch(`${world.url}${pathOf(path, things)}${search}`, {
    method,
    headers: {
      ...(text !== undefined && { authorization: `Bearer ${text}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
    signal: leave.signal,
  })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  const read = isStream ? '' : await response.text()
  if (isStream) leave.abort()
  return { status: response.status, headers: response.headers, text: read }
}

/** The rule: who is not known, who has no such role, who does not see what it is about; everybody else is answered. */
function expected(route: Described, { role, clients: scope }: Asker, client: Client): string {
  if (role === undefined || scope === undefined) return '401'
  if (ranks.indexOf(role) < ranks.indexOf(route.role)) return '403'
  if (route.scope === 'all' && scope !== 'all') return '403'
  if (namesClient(route) && scope !== 'all' && !scope.includes(client)) return '404'
  return route.effect === 'read' ? '200' : 'done, or not as things are'
}

/** A change is done or, where somebody before has done the same, refused as things are. */
function shown(route: Described, status: number): string {
  const isDone = [200, 201, 202, 204, 409].includes(status)
  return route.effect === 'write' && isDone ? 'done, or not as things are' : String(status)
}

describe.each(clients)('what is %s’s', client => {
  test.each(askers)('is for $name what the rule says, on every route', async asker => {
    const wrong: string[] = []
    for (const route of routes) {
      const { status, text } = await ask(asker.name, route, world.things[client])
      const want = expected(route, asker, client)
      const got = shown(route, status)
      if (got === want) continue
      wrong.push(`${route.method} ${route.path}: ${got}, not ${want}: ${text.slice(0, 300)}`)
    }
    expect(wrong).toEqual([])
  })
})

test('the table is whole: routes of every kind, and each with a role and a scope', () => {
  expect(routes.length).toBeGreaterThan(50)
  expect(new Set(routes.map(({ role }) => role))).toEqual(new Set(ranks))
  expect(new Set(routes.map(({ scope }) => scope))).toEqual(new Set(['client', 'all']))
  expect(routes.filter(({ effect, method }) => effect === 'write' && method === 'GET')).toEqual([])
})

test.each(['viewer', 'operator', 'admin'] as const)(
  'to a %s what is foreign and what does not exist are the same',
  async role => {
    const foreign = world.things.acme
    const nothing: Things = { ...foreign, ...invented(foreign) }
    const asker = `${role} of bravo`
    const wrong: string[] = []
    for (const route of routes.filter(namesClient)) {
      const [one, other] = [await ask(asker, route, foreign), await ask(asker, route, nothing)]
      const [a, b] = [plain(one, foreign), plain(other, nothing)]
      if (a !== b) wrong.push(`${route.method} ${route.path}:\n${a.slice(-400)}\n${b.slice(-400)}`)
    }
    expect(wrong).toEqual([])
  },
)

/** Things of the same form that nobody has. */
function invented(things: Things): Things {
  const own = ['run', 'backfill', 'incident', 'digest']
  const other = (value: string) => `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`
  return {
    ...Object.fromEntries(own.map(name => [name, other(things[name] ?? '')])),
    deployment: 'acmf',
    model: 'buys/acmf',
    book: (things['book'] ?? '').replace('acme', 'acmf'),
    step: 'fetch-acmf',
  }
}

/** An answer without what was asked for and what is new in every answer. */
function plain({ status, headers, text }: Answer, things: Things): string {
  const kept = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name))
  const said = Object.values(things)
    .filter(value => value.length > 3)
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, value) => rest.replaceAll(value, '…'), text.replaceAll(/urn:uuid:[0-9a-f-]{36}/g, 'id'))
  return `${status} ${JSON.stringify(kept)} ${said}`
}

test('lists have only what one sees', async () => {
  const lists = routes.filter(
    ({ method, path, scope }) =>
      method === 'GET' && scope === 'client' && paramsOf(path).length === 0 && path !== '/v1/live',
  )
  const foreignIds = Object.entries(world.things.acme)
    .filter(([name]) => !['pipeline', 'version', 'token'].includes(name))
    .map(([, value]) => value)
  const leaks: string[] = []
  const shows: string[] = []
  for (const route of lists) {
    const [all, own] = [await ask('viewer of all', route, {}), await ask('viewer of bravo', route, {})]
    if (all.text.includes('acme') && own.text.includes('bravo')) shows.push(route.path)
    const leaked = [...foreignIds, 'acme'].filter(value => own.text.includes(value))
    if (leaked.length > 0) leaks.push(`${route.path} says ${leaked.join(', ')}: ${own.text.slice(0, 2000)}`)
  }
  expect(leaks).toEqual([])
  expect(shows).toEqual(
    expect.arrayContaining(
      [
        'overview',
        'runs',
        'grid',
        'search',
        'deployments',
        'backfills',
        'incidents',
        'datasets',
        'models',
        'deliveries',
      ].map(name => `/v1/${name}`),
    ),
  )
})

test('what one has names nothing that is foreign', async () => {
  const details = routes.filter(
    ({ method, scope, path }) => method === 'GET' && scope === 'client' && paramsOf(path).length > 0,
  )
  expect(details.length).toBeGreaterThan(12)
  const leaks: string[] = []
  for (const route of details) {
    const { status, text } = await ask('admin of bravo', route, world.things.bravo)
    const at = text.indexOf('acme')
    if (status !== 200 || at >= 0) {
      leaks.push(`${route.path}: ${status} …${text.slice(Math.max(0, at - 200), at + 200)}`)
    }
  }
  expect(leaks).toEqual([])
})

test('neither a filter nor a cursor of somebody else shows what is foreign', async () => {
  const leaks: string[] = []
  let tried = 0
  const look = async (route: Described, search: string): Promise<void> => {
    tried += 1
    const { status, text } = await ask('operator of bravo', route, {}, search)
    if (!text.includes('acme') && [200, 400, 404].includes(status)) return
    leaks.push(`${route.path}${search}: ${status} ${text.slice(0, 500)}`)
  }
  for (const route of routes.filter(
    ({ method, path, scope }) => method === 'GET' && scope === 'client' && paramsOf(path).length === 0,
  )) {
    const { query } = route
    if (query.includes('deployment')) await look(route, '?deployment=acme')
    if (query.includes('q')) await look(route, '?q=buys%2Facm')
    if (!query.includes('cursor')) continue
    const { next } = JSON.parse((await ask('viewer of all', route, {}, '?limit=1')).text) as {
      readonly next?: string
    }
    if (next !== undefined) await look(route, `?limit=100&cursor=${next}`)
  }
  expect(leaks).toEqual([])
  expect(tried).toBeGreaterThan(8)
})

test('an incident of several clients tells each only of its own', async () => {
  const outage = async (asker: string) => {
    const route = routes.find(({ path }) => path === '/v1/incidents') as Described
    const { items } = JSON.parse((await ask(asker, route, {})).text) as {
      readonly items: readonly { readonly id: string; readonly deployments: readonly string[] }[]
    }
    return items
  }
  const shared = (await outage('viewer of all')).find(({ deployments }) => deployments.length === 2)
  const own = (await outage('viewer of bravo')).find(({ id }) => id === shared?.id)
  expect(own).toMatchObject({ deployments: ['bravo'] })
  const route = routes.find(({ path }) => path === '/v1/incidents/{incident}') as Described
  const { status, text } = await ask('viewer of bravo', route, { incident: shared?.id ?? '' })
  expect(status).toBe(200)
  expect(text).toContain('bravo')
  expect(text).not.toContain('acme')
})

test('a stream of live changes names nothing that is foreign', async () => {
  const { acme, bravo } = world.things
  const leave = new AbortController()
  const live = await fetch(`${world.url}/v1/live`, {
    headers: { authorization: `Bearer ${texts.get('viewer of bravo') ?? ''}` },
    signal: leave.signal,
  })
  const route = (path: string) => routes.find(one => one.path === path && one.method === 'POST') as Described
  await ask('operator of all', route('/v1/runs'), acme)
  for (const what of ['acknowledge', 'silence', 'unsilence', 'resolve', 'real']) {
    await ask('operator of all', route(`/v1/incidents/{incident}:${what}`), acme)
  }
  await ask('operator of all', route('/v1/deployments/{pipeline}/{deployment}:pause'), acme)
  await ask('operator of all', route('/v1/deployments/{pipeline}/{deployment}:unpause'), acme)
  await ask('operator of all', route('/v1/backfills/{backfill}:pause'), acme)
  await ask('operator of all', route('/v1/deployments/{pipeline}/{deployment}:pause'), bravo)
  let said = ''
  const decoder = new TextDecoder()
  for await (const part of live.body ?? []) {
    said += decoder.decode(part, { stream: true })
    if (said.includes('shop.refresh/bravo')) break
  }
  leave.abort()
  const foreign = ['run', 'deployment', 'incident', 'backfill', 'model'].map(name => acme[name] ?? '')
  expect(foreign.filter(value => said.includes(value))).toEqual([])
})

describe('a bad token', () => {
  const unknown = `sluice_${'0'.repeat(64)}`
  test.each<[string, (good: string) => readonly string[]]>([
    ['empty', () => ['Authorization', '']],
    ['a scheme alone', () => ['Authorization', 'Bearer']],
    ['malformed', () => ['Authorization', 'Bearer sluice_zzz']],
    ['unknown', () => ['Authorization', `Bearer ${unknown}`]],
    ['one character longer', good => ['Authorization', `Bearer ${good}0`]],
    ['one character shorter', good => ['Authorization', `Bearer ${good.slice(0, -1)}`]],
    ['in capitals', good => ['Authorization', `Bearer ${good.toUpperCase()}`]],
    ['of another scheme', good => ['Authorization', `Basic ${Buffer.from(`x:${good}`).toString('base64')}`]],
    ['without a scheme', good => ['Authorization', good]],
    ['there twice', good => ['Authorization', `Bearer ${good}`, 'Authorization', `Bearer ${good}`]],
    ['beside another', good => ['Authorization', `Bearer ${good}`, 'authorization', `Bearer ${unknown}`]],
    ['very long', () => ['Authorization', `Bearer sluice_${'0'.repeat(8_000)}`]],
    ['unicode', () => ['Authorization', 'Bearer sluice_\u00fc\u00ef']],
    ['in a header of another name', good => ['X-Api-Key', good, 'X-Authorization', `Bearer ${good}`]],
    ['in the cookie of a session', good => ['Cookie', `__Host-sluice-session=${good}`]],
  ])('that is %s lets nobody in', async (_, headers) => {
    const good = texts.get('admin of all') ?? ''
    for (const path of ['/v1/me', '/v1/tokens', '/v1/nothing', `/v1/runs/${world.things.acme['run']}`]) {
      expect(await raw(path, headers(good))).toEqual({ status: 401, code: 'not-authenticated', says: false })
    }
  })

  test.each(['token', 'access_token', 'authorization', 'api_key'])(
    'in the query as %s lets nobody in',
    async name => {
      const good = texts.get('admin of all') ?? ''
      expect(await raw(`/v1/me?${name}=${good}`, [])).toEqual({
        status: 401,
        code: 'not-authenticated',
        says: false,
      })
    },
  )

  test('that is revoked or expired lets nobody in', async () => {
    const revoked = await world.token('admin', 'all')
    const expired = await world.token('admin', 'all', { expiresAt: new Date(Date.now() + 60_000) })
    const statuses = async () =>
      Promise.all(
        [revoked, expired].map(
          async ({ text }) => (await raw('/v1/me', ['Authorization', `Bearer ${text}`])).status,
        ),
      )
    expect(await statuses()).toEqual([200, 200])
    await world.revoke(revoked.id)
    world.later(61_000)
    expect(await statuses()).toEqual([401, 401])
  })

  /** Asks with headers as they are written. */
  function raw(
    path: string,
    headers: readonly string[],
  ): Promise<{ readonly status: number; readonly code: unknown; readonly says: boolean }> {
    const { hostname, port, host } = new URL(world.url)
    return new Promise((answered, failed) => {
      const asked = request({ hostname, port, path, headers: ['Host', host, ...headers] }, response => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => {
          const text = Buffer.concat(parts).toString()
          const { code } = JSON.parse(text) as { readonly code?: unknown }
          const says = [...texts.values()].some(token => text.includes(token))
          answered({ status: response.statusCode ?? 0, code, says })
        })
      })
      asked.on('error', failed)
      asked.end()
    })
  }
})

test('the audit log has every change and every refusal, and no token', async () => {
  const audit: {
    readonly route: string
    readonly status: number
    readonly who: string
    readonly method: string
    readonly requestId: string
  }[] = []
  const authorization = `Bearer ${texts.get('admin of all') ?? ''}`
  let all = ''
  for (let next: string | undefined = ''; next !== undefined;) {
    const cursor = next === '' ? '' : `&cursor=${next}`
    const response = await fetch(`${world.url}/v1/audit?limit=500${cursor}`, { headers: { authorization } })
    const text = await response.text()
    const page = JSON.parse(text) as { readonly items: typeof audit; readonly next?: string }
    all += text
    audit.push(...page.items)
    next = page.next
  }
  for (const token of texts.values()) expect(all).not.toContain(token.slice(15))
  const by = (who: string) =>
    new Set(audit.filter(line => line.who === who).map(({ method, route }) => `${method} ${route}`))
  const [admin, viewer] = [by('admin of all'), by('viewer of acme')]
  const missing = routes.flatMap(({ method, path, role, effect }) => [
    ...(effect === 'write' && !admin.has(`${method} ${path}`) ? [`the change ${method} ${path}`] : []),
    ...(role !== 'viewer' && !viewer.has(`${method} ${path}`) ? [`the refusal ${method} ${path}`] : []),
  ])
  expect(missing).toEqual([])
  expect(audit.every(({ requestId }) => requestId !== '')).toBe(true)
})
