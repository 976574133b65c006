import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkContract } from '../testing/contract-case.ts'
import { sinkContract, testAlert } from '../testing/sink-contract.ts'
import { alertConsole } from './console-sink.ts'
import { alertFile } from './file-sink.ts'
import { alertWebhook } from './webhook-sink.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-alerts-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('console', () => {
  test.each(sinkContract)('contract: $name', contract =>
    checkContract(contract, async () => {
      const texts: string[] = []
      const subject = { sink: alertConsole(text => texts.push(text)), arrived: async () => texts }
      return { subject, dispose: async () => undefined }
    }),
  )

  test('a writer that fails makes the send fail', async () => {
    const sink = alertConsole(() => {
      throw new Error('closed')
    })
    await expect(sink.send(testAlert())).rejects.toThrow('closed')
  })
})

describe('file', () => {
  const linesOf = async (path: string) => (await readFile(path, 'utf8')).split('\n').slice(0, -1)

  test.each(sinkContract)('contract: $name', contract =>
    checkContract(contract, async () => {
      const path = join(folder, 'out', 'alerts.jsonl')
      const arrived = async () =>
        (await linesOf(path)).map(line => (JSON.parse(line) as { text: string }).text)
      return { subject: { sink: alertFile(path), arrived }, dispose: () => rm(path, { force: true }) }
    }),
  )

  test('every line is JSON, and what was there stays', async () => {
    const path = join(folder, 'alerts.jsonl')
    await writeFile(path, '{"earlier":true}\n')
    await alertFile(path).send(testAlert())
    const lines = await linesOf(path)
    expect(lines.map(line => JSON.parse(line) as unknown)).toMatchObject([
      { earlier: true },
      { kind: 'sluice-alert' },
    ])
  })

  test('half a line of a process that died does not swallow the next alert', async () => {
    const path = join(folder, 'alerts.jsonl')
    await writeFile(path, '{"kind":"sluice-al')
    await alertFile(path).send(testAlert())
    const lines = await linesOf(path)
    expect(lines).toHaveLength(2)
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ kind: 'sluice-alert' })
  })

  test('two sinks on one file do not mix lines', async () => {
    const path = join(folder, 'alerts.jsonl')
    const [one, two] = [alertFile(path), alertFile(path)]
    const sends = Array.from({ length: 20 }, (_, i) => [
      one.send(testAlert(`a${i}`)),
      two.send(testAlert(`b${i}`)),
    ])
    await Promise.all(sends.flat())
    const subjects = (await linesOf(path)).map(line => (JSON.parse(line) as { headline: string }).headline)
    expect(new Set(subjects).size).toBe(40)
  })

  test('a failed send is told, and the next one works', async () => {
    const blocked = join(folder, 'blocked')
    await writeFile(blocked, '')
    const sink = alertFile(join(blocked, 'alerts.jsonl'))
    await expect(sink.send(testAlert())).rejects.toThrow(/EEXIST|ENOTDIR/)
    await rm(blocked)
    await sink.send(testAlert())
    expect((await stat(join(blocked, 'alerts.jsonl'))).size).toBeGreaterThan(0)
  })
})

describe('webhook', () => {
  let server: Server
  let url: string
  let requests: { readonly body: string; readonly headers: IncomingMessage['headers'] }[]
  /** What the server does with its requests, in order; with the rest it answers 200. */
  let answers: ((response: ServerResponse) => void)[]
  let waits: number[]

  beforeEach(async () => {
    requests = []
    answers = []
    waits = []
    server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        requests.push({ body: Buffer.concat(parts).toString(), headers: request.headers })
        const answer = answers.shift() ?? status(200)
        answer(response)
      })
    })
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/T0P-S3CRET`
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise(done => server.close(done))
  })

  const status =
    (code: number, headers: Record<string, string> = {}) =>
    (response: ServerResponse) =>
      void response.writeHead(code, headers).end('body with T0P-S3CRET')
  const hangUp = (response: ServerResponse) => void response.socket?.destroy()
  const halfAnswer = (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setTimeout(() => response.socket?.destroy(), 20)
  }
  const silence = () => undefined

  const sink = (change: Partial<Parameters<typeof alertWebhook>[0]> = {}) =>
    alertWebhook({ url, timeoutMs: 200, sleep: async ms => void waits.push(ms), ...change })

  test.each(sinkContract)('contract: $name', contract =>
    checkContract(contract, async () => {
      const arrived = async () => requests.map(({ body }) => (JSON.parse(body) as { text: string }).text)
      return { subject: { sink: sink({ timeoutMs: 5000 }), arrived }, dispose: async () => undefined }
    }),
  )

  test.each([
    ['HTTP 500', [status(500)], [500]],
    ['HTTP 503 twice', [status(503), status(503)], [500, 2000]],
    ['HTTP 429 that says how long', [status(429, { 'retry-after': '7' })], [7000]],
    ['HTTP 429 that asks for an hour', [status(429, { 'retry-after': '3600' })], [30_000]],
    ['HTTP 429 that asks for nonsense', [status(429, { 'retry-after': 'soon' })], [500]],
    ['a closed connection', [hangUp], [500]],
    ['half an answer', [halfAnswer], [500]],
    ['no answer', [silence], [500]],
    ['HTTP 408', [status(408)], [500]],
  ] as const)('%s is tried again and arrives', async (_name, first, expected) => {
    answers = [...first]
    await sink().send(testAlert())
    expect(waits).toEqual(expected)
    expect(requests).toHaveLength(expected.length + 1)
    expect(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })

  test.each([
    ['HTTP 500', status(500), 'HTTP 500, 3 tries'],
    ['a closed connection', hangUp, 'UND_ERR_SOCKET, 3 tries'],
    ['no answer', silence, 'no answer within 0.2 s, 3 tries'],
  ] as const)('%s three times is told as alert-not-sent', async (_name, answer, reason) => {
    answers = [answer, answer, answer, answer]
    const error = await sink()
      .send(testAlert())
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'alert-not-sent', retry: 'later', attempts: 3 })
    expect((error as Error).message).toContain(reason)
    expect(requests).toHaveLength(3)
    expect(inspect(error, { depth: 9 })).not.toContain('T0P-S3CRET')
  })

  test.each([
    ['HTTP 404', 404, {}],
    ['HTTP 403', 403, {}],
    ['a redirect, which would turn into a GET', 302, { location: '/elsewhere' }],
  ])('%s is refused at once', async (_name, code, headers) => {
    answers = [status(code, headers)]
    const error = await sink()
      .send(testAlert())
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'alert-refused', retry: 'never', reason: `HTTP ${code}` })
    expect(requests).toHaveLength(1)
    expect(inspect(error, { depth: 9 })).not.toContain('T0P-S3CRET')
  })

  test('a receiver that does not exist is told without its address', async () => {
    const port = (server.address() as AddressInfo).port
    await new Promise(done => server.close(done))
    const error = await sink()
      .send(testAlert())
      .catch((thrown: unknown) => thrown)
    expect((error as Error).message).toContain('ECONNREFUSED')
    expect(inspect(error, { depth: 9 })).not.toContain(String(port))
    await new Promise<void>(done => server.listen(0, done))
  })

  describe('the address', () => {
    test('may be a reference, resolved at every send', async () => {
      const env: Record<string, string> = {}
      const referring = sink({ url: 'env:HOOK', env })
      await expect(referring.send(testAlert())).rejects.toMatchObject({
        code: 'secret-missing',
        reference: 'env:HOOK',
      })
      env['HOOK'] = url
      await referring.send(testAlert())
      expect(requests).toHaveLength(1)
    })

    test.each(['not a url T0P-S3CRET', 'file:///T0P-S3CRET', 'http://'])(
      '%j is refused unseen',
      async bad => {
        const error = await sink({ url: 'env:HOOK', env: { HOOK: bad } })
          .send(testAlert())
          .catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: 'alert-refused' })
        expect(inspect(error, { depth: 9 })).not.toContain('T0P-S3CRET')
      },
    )
  })

  test('the body may have another form', async () => {
    await sink({ body: alert => ({ text: alert.headline }) }).send(testAlert())
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ text: 'events: has no rows' })
    expect(requests[0]?.headers['content-type']).toBe('application/json')
  })
})
