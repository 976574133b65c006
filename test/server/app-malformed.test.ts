import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type AppWorld } from './app-world.ts'
import { rawRequest } from './raw-request.ts'

let world: AppWorld
beforeAll(async () => {
  world = await openApp({ limits: { bodyBytes: 2000, headerBytes: 4096, headersMs: 1000, requestMs: 1500 } })
  await world.run('acme')
})
afterAll(() => world.close())

const json = { 'content-type': 'application/json' }
const post = (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = json,
): RequestInit => ({
  method: 'POST',
  headers,
  body,
})

test.each<[string, string, RequestInit, number, string]>([
  ['a path that is not there', '/v1/nothing', {}, 404, 'not-found'],
  ['a path below one that is there', '/v1/runs/x/y/z', {}, 404, 'not-found'],
  ['the API itself', '/v1', {}, 404, 'not-found'],
  ['a slash at the end', '/v1/runs/', {}, 404, 'not-found'],
  ['an action that is not there', '/v1/runs/x:explode', post('{}'), 404, 'not-found'],
  ['a wrong method', '/v1/runs', { method: 'DELETE' }, 405, 'method-not-allowed'],
  ['OPTIONS', '/v1/runs', { method: 'OPTIONS' }, 405, 'method-not-allowed'],
  ['a page that is written to', '/runs', post('{}'), 405, 'method-not-allowed'],
  ['a param of another type', '/v1/models/m/versions/one', {}, 400, 'request-invalid'],
  ['a number that is out of range', '/v1/runs?limit=0', {}, 400, 'request-invalid'],
  ['a number that is none', '/v1/runs?limit=1e999', {}, 400, 'request-invalid'],
  ['an unknown parameter', '/v1/runs?limits=5', {}, 400, 'request-invalid'],
  ['a parameter that is given twice', '/v1/runs?limit=5&limit=6', {}, 400, 'request-invalid'],
  ['an array as in other frameworks', '/v1/runs?limit[]=5', {}, 400, 'request-invalid'],
  ['a prototype as a parameter', '/v1/runs?__proto__=5', {}, 400, 'request-invalid'],
  ['a zero character in the query', '/v1/runs?pipeline=a%00b', {}, 400, 'request-invalid'],
  ['a percent sign that encodes nothing', '/v1/runs?pipeline=%', {}, 400, 'request-invalid'],
  ['a cursor of nowhere', '/v1/runs?cursor=e30', {}, 400, 'request-invalid'],
  ['a status that is none', '/v1/runs?status=happy', {}, 400, 'request-invalid'],
  ['no body', '/v1/runs/x:cancel', { method: 'POST' }, 400, 'request-invalid'],
  ['an empty body', '/v1/runs/x:cancel', post(''), 400, 'request-invalid'],
  ['a body that is not JSON', '/v1/runs/x:cancel', post('{"why":'), 400, 'request-invalid'],
  ['a body of another shape', '/v1/runs/x:cancel', post('[]'), 400, 'request-invalid'],
  ['null', '/v1/runs/x:cancel', post('null'), 400, 'request-invalid'],
  ['a field of another type', '/v1/runs/x:cancel', post('{"why":7}'), 400, 'request-invalid'],
  ['a field that is not known', '/v1/runs/x:cancel', post('{"why":"a","who":"b"}'), 400, 'request-invalid'],
  ['a prototype as a field', '/v1/runs/x:cancel', post('{"why":"a","__proto__":{}}'), 400, 'request-invalid'],
  [
    'a zero character in a field',
    '/v1/runs/x:cancel',
    post(String.raw`{"why":"a\u0000"}`),
    400,
    'request-invalid',
  ],
  [
    'a body that is not UTF-8',
    '/v1/runs/x:cancel',
    post(new Uint8Array([123, 255, 125])),
    400,
    'request-invalid',
  ],
  [
    'deep nesting',
    '/v1/runs/x:cancel',
    post(`{"why":${'['.repeat(900)}${']'.repeat(900)}}`),
    400,
    'request-invalid',
  ],
  [
    'a body that is too large',
    '/v1/runs/x:cancel',
    post(`{"why":"${'a'.repeat(3000)}"}`),
    413,
    'body-too-large',
  ],
  [
    'text',
    '/v1/runs/x:cancel',
    post('{"why":"a"}', { 'content-type': 'text/plain' }),
    415,
    'media-unsupported',
  ],
  [
    'a form',
    '/v1/runs/x:cancel',
    post('why=a', { 'content-type': 'application/x-www-form-urlencoded' }),
    415,
    'media-unsupported',
  ],
  [
    'another charset',
    '/v1/runs/x:cancel',
    post('{}', { 'content-type': 'application/json; charset=latin1' }),
    415,
    'media-unsupported',
  ],
  [
    'a packed body',
    '/v1/runs/x:cancel',
    post('{}', { ...json, 'content-encoding': 'gzip' }),
    415,
    'media-unsupported',
  ],
  [
    'a key that is none',
    '/v1/runs/x:cancel',
    post('{"why":"a"}', { ...json, 'idempotency-key': 'a b' }),
    400,
    'request-invalid',
  ],
  ['a run that is not there', '/v1/runs/x:cancel', post('{"why":"a"}'), 404, 'not-found'],
  ['a dataset that leads out', `/v1/datasets/${encodeURIComponent('../../x')}`, {}, 400, 'request-invalid'],
  ['a name of 500 characters', `/v1/runs/${'a'.repeat(500)}`, {}, 400, 'request-invalid'],
])('%s', async (_name, path, init, status, code) => {
  const answer = await world.ask(path, init)
  expect(answer.json).toMatchObject({ status, code, type: `docs/errors/${code}.md` })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.json['instance']).toBe(`urn:uuid:${answer.headers.get('x-request-id')}`)
})

test('unicode is a name as any other', async () => {
  const name = 'ß 日本 \u{1f600} e\u0301'
  const { status, json: found } = await world.ask(`/v1/runs/${encodeURIComponent(name)}`)
  expect(status).toBe(404)
  expect(found['detail']).toContain(name)
})

test('everything that is wrong is named by a pointer', async () => {
  const { json: found } = await world.post('/v1/runs', { pipeline: 7, 'a/b~c': 1, deployment: 'acme' })
  expect(found['errors']).toEqual(
    expect.arrayContaining([
      { in: 'body', pointer: '/pipeline', detail: expect.stringContaining('expected string') },
      { in: 'body', pointer: '/a~1b~0c', detail: 'is not known' },
    ]),
  )
})

test('a method that a path does not have is answered with those it has', async () => {
  const { headers } = await world.ask('/v1/runs', { method: 'PUT' })
  expect(headers.get('allow')).toBe('GET, HEAD, POST')
})

test('HEAD is GET without its body', async () => {
  const { status, text, headers } = await world.ask('/v1/me', { method: 'HEAD' })
  expect([status, text, headers.get('content-type')]).toEqual([200, '', 'application/json'])
})

const host = 'Host: localhost\r\n'

describe('over the wire', () => {
  test.each<[string, string, number]>([
    ['steps out of the pages', `GET /../../etc/passwd HTTP/1.1\r\n${host}\r\n`, 400],
    ['encoded steps', `GET /assets/%2e%2e/%2e%2e/package.json HTTP/1.1\r\n${host}\r\n`, 400],
    ['steps with encoded slashes', `GET /assets/..%2f..%2fpackage.json HTTP/1.1\r\n${host}\r\n`, 400],
    ['steps with backslashes', `GET /assets/..\\..\\package.json HTTP/1.1\r\n${host}\r\n`, 400],
    ['steps with encoded backslashes', `GET /assets/..%5c..%5cpackage.json HTTP/1.1\r\n${host}\r\n`, 400],
    ['steps that are encoded twice', `GET /assets/%252e%252e/package.json HTTP/1.1\r\n${host}\r\n`, 404],
    ['too long UTF-8 of a dot', `GET /assets/%c0%ae%c0%ae/package.json HTTP/1.1\r\n${host}\r\n`, 400],
    ['a zero character', `GET /assets/a%00.js HTTP/1.1\r\n${host}\r\n`, 400],
    ['a line break', `GET /v1/runs/a%0d%0ax: y HTTP/1.1\r\n${host}\r\n`, 400],
    ['another server', `GET http://elsewhere.example/v1/me HTTP/1.1\r\n${host}\r\n`, 400],
    ['two slashes', `GET //v1/me HTTP/1.1\r\n${host}\r\n`, 503],
    ['no host', `GET /v1/me HTTP/1.1\r\n\r\n`, 400],
    ['a host that is none', `GET /v1/me HTTP/1.1\r\nHost: a b/c\r\n\r\n`, 400],
    ['no HTTP', 'hello\r\n\r\n', 400],
    [
      'both lengths of a body',
      `POST /v1/runs HTTP/1.1\r\n${host}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['two lengths', `POST /v1/runs HTTP/1.1\r\n${host}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
    ['a negative length', `POST /v1/runs HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`, 400],
    ['large headers', `GET /v1/me HTTP/1.1\r\n${host}X: ${'a'.repeat(5000)}\r\n\r\n`, 431],
  ])('%s', async (_name, bytes, status) => {
    const answer = await rawRequest(world.server.url, [bytes])
    expect(answer.status).toBe(status)
    expect(answer.body).not.toContain('root:')
    expect(answer.body).not.toContain('"workspaces"')
    if (status !== 503) expect(JSON.parse(answer.body)).toMatchObject({ status })
  })

  test.each<[string, readonly string[], number]>([
    [
      'a head that never ends',
      ['GET /v1/me HTTP/1.1\r\n', host, 'X-A: 1\r\n', 'X-B: 1\r\n', 'X-C: 1\r\n', 'X-D: 1\r\n'],
      408,
    ],
    [
      'a body that never ends',
      [
        `POST /v1/runs HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 50\r\n\r\n`,
        '{',
        '"',
        'a',
        'b',
        'c',
      ],
      408,
    ],
  ])('%s is not waited for', async (_name, parts, status) => {
    const answer = await rawRequest(world.server.url, parts, { betweenMs: 400 })
    expect(answer.status).toBe(status)
  })

  test('a body that is cut off is nothing that was asked', async () => {
    await rawRequest(
      world.server.url,
      [
        `POST /v1/runs HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 90\r\nConnection: close\r\n\r\n{"why":`,
      ],
      { patienceMs: 200 },
    ).catch(() => undefined)
    expect((await world.ask('/healthz')).status).toBe(200)
  })

  test('a chunked body is counted as it comes', async () => {
    const chunk = `3e8\r\n${'a'.repeat(1000)}\r\n`
    const head = `POST /v1/runs/x:cancel HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
    const answer = await rawRequest(world.server.url, [head, chunk, chunk, chunk], { betweenMs: 20 })
    expect(answer.status).toBe(413)
  })
})

test('nothing of this was trouble to the server', () => {
  expect(world.lines.filter(({ level }) => level !== 'info').map(({ message }) => message)).toEqual([])
})
