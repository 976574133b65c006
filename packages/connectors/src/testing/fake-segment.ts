import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SegmentInbox, type SegmentEvent } from './segment-inbox.ts'

/** How the fake misbehaves; counts are of requests, spread by the seed. */
export interface FakeSegmentOptions {
  /** Default: a free one. */
  readonly port?: number
  /** Every so many requests are answered with 429 and `Retry-After`. */
  readonly throttleEvery?: number
  readonly retryAfterSeconds?: number
  /** Every so many requests are answered with 500, half of them after their events took effect. */
  readonly failEvery?: number
  /** Every so many requests are cut off without an answer, half of them after their events took effect. */
  readonly closeEvery?: number
  readonly seed?: number
  /** A JSON Lines file that keeps accepted events, so that a new process sees the same customer data platform. */
  readonly file?: string
}

/** A running fake of Segment's HTTP API. */
export interface FakeSegment {
  readonly url: string
  /** Events that took effect. */
  received(): number
  /** Events dropped because their message id was seen before. */
  duplicates(): number
  /** Events dropped silently after a 200: too many, without an id, without a write key. */
  dropped(): number
  requests(): number
  /** Events that took effect for a write key, by user id. */
  events(writeKey: string): ReadonlyMap<string, readonly SegmentEvent[]>
  stop(): Promise<void>
}

const longestBody = 500 * 1024

/**
 * Starts a server that behaves as Segment documents its batch endpoint: 200 for everything but bodies that are too
 * large or not JSON (400); what it does not like it drops without a word; a message id seen before, from whichever
 * source, is dropped.
 */
export async function startFakeSegment(options: FakeSegmentOptions = {}): Promise<FakeSegment> {
  const inbox = new SegmentInbox()
  if (options.file !== undefined && existsSync(options.file)) {
    const lines = readFileSync(options.file, 'utf8').split('\n').filter(Boolean)
    for (const line of lines) inbox.restore(JSON.parse(line) as SegmentEvent)
  }
  let requests = 0
  const server = createServer((request, response) => {
    answer(request, response, inbox, options, (requests += 1)).catch((error: unknown) => {
      response.destroy(error as Error)
    })
  })
  await new Promise<void>(resolve => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => inbox.received,
    duplicates: () => inbox.duplicates,
    dropped: () => inbox.dropped,
    requests: () => requests,
    events: writeKey => inbox.events(writeKey),
    stop: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  inbox: SegmentInbox,
  options: FakeSegmentOptions,
  number: number,
): Promise<void> {
  const body = await bodyOf(request)
  const reply = (status: number, content: unknown, headers: Record<string, string> = {}) => {
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(content))
  }
  if (request.method !== 'POST' || request.url !== '/v1/batch') return reply(404, { message: 'not found' })
  const { closeEvery, failEvery, throttleEvery, retryAfterSeconds = 1, seed = 0 } = options
  const isDue = (every: number | undefined) => every !== undefined && (number + seed) % every === 0
  const takesEffect = coin(number, seed)
  if (isDue(throttleEvery)) {
    const headers = {
      'retry-after': String(retryAfterSeconds),
      'x-ratelimit-reset': String(retryAfterSeconds),
    }
    return reply(429, { message: 'too many requests' }, headers)
  }
  const isCut = isDue(closeEvery)
  if ((isCut || isDue(failEvery)) && !takesEffect) {
    return isCut ? void response.destroy() : reply(500, { message: 'internal error' })
  }
  if (body.length > longestBody) return reply(400, { message: 'payload too large' })
  let accepted: readonly SegmentEvent[]
  try {
    accepted = inbox.accept(JSON.parse(body.toString('utf8')), writeKeyOf(request))
  } catch (error) {
    return reply(400, { message: (error as Error).message })
  }
  if (options.file !== undefined && accepted.length > 0) {
    appendFileSync(options.file, accepted.map(event => `${JSON.stringify(event)}\n`).join(''))
  }
  if (isCut) return void response.destroy()
  return isDue(failEvery) ? reply(500, { message: 'internal error' }) : reply(200, { success: true })
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

function writeKeyOf({ headers }: IncomingMessage): string {
  const encoded = headers.authorization?.replace(/^Basic /, '') ?? ''
  return Buffer.from(encoded, 'base64').toString('utf8').replace(/:$/, '')
}

/** A fair coin that depends only on its arguments. */
function coin(number: number, seed: number): boolean {
  return ((Math.imul(number ^ (seed * 0x9e3779b1), 0x85ebca6b) >>> 16) & 1) === 1
}
