import { appendFile, mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { LineageEvent } from './lineage-event.ts'
import type { Sent } from './outbox.ts'

/** Somewhere that events of OpenLineage are sent to. */
export type LineageSink = (event: LineageEvent) => Promise<Sent>

/** Options of {@link overHttp}. */
export interface HttpSinkOptions {
  readonly url: string
  readonly apiKey?: string
  readonly timeoutMs?: number
  readonly fetch?: typeof fetch
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Posts each event as JSON. Neither address nor key is in what it says. */
export function overHttp(options: HttpSinkOptions): LineageSink {
  const { timeoutMs = 10_000, fetch: send = globalThis.fetch } = options
  return async event => {
    const url = valueOf(options.url, options.env)
    const key = options.apiKey === undefined ? '' : valueOf(options.apiKey, options.env)
    const target = url === undefined ? null : URL.parse(url)
    if (target === null || !/^https?:$/.test(target.protocol)) {
      return { kind: 'never', reason: `its url (${shown(options.url)}) is not set, or not an http address` }
    }
    if (key === undefined) {
      return { kind: 'never', reason: `its apiKey (${shown(options.apiKey)}) is not set` }
    }
    const headers = {
      'content-type': 'application/json',
      ...(key !== '' && { authorization: `Bearer ${key}` }),
    }
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      const body = JSON.stringify(event)
      const response = await send(target, { method: 'POST', headers, body, signal, redirect: 'manual' })
      await response.arrayBuffer()
      return answered(response)
    } catch (error) {
      return { kind: 'later', reason: networkReason(error, timeoutMs) }
    }
  }
}

function answered({ status, headers }: Response): Sent {
  if (status >= 200 && status < 300) return { kind: 'sent' }
  const reason = `HTTP ${status}`
  if (status !== 429 && status !== 408 && status < 500) return { kind: 'never', reason }
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return { kind: 'later', reason, ...(seconds >= 0 && { waitMs: seconds * 1000 }) }
}

/** Only codes: messages of network errors repeat the address. */
function networkReason(error: unknown, timeoutMs: number): string {
  const { name, cause } = error as { readonly name?: unknown; readonly cause?: { readonly code?: unknown } }
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  return typeof cause?.code === 'string' ? cause.code : 'the connection failed'
}

function valueOf(
  text: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const name = /^env:(.+)$/.exec(text)?.[1]
  return (name === undefined ? text : env[name]) || undefined
}

/** A reference by its name; anything else may be the secret itself. */
function shown(text = ''): string {
  return /^env:[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? text : 'not shown'
}

/** Appends each event to a file as one line of JSON; its folder is made when it is missing. */
export function intoFile(path: string): LineageSink {
  return async event => {
    const file = resolve(path)
    await mkdir(dirname(file), { recursive: true })
    await appendFile(file, `${JSON.stringify(event)}\n`)
    return { kind: 'sent' }
  }
}
