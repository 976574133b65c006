import { setTimeout } from 'node:timers/promises'
import { alertJson, type Alert, type AlertSink } from '@sluice/core'
import { AlertNotSent } from './alert-not-sent.ts'
import { AlertRefused } from './alert-refused.ts'
import { SecretMissing } from '../errors/secret-missing.ts'

/** Options of {@link alertWebhook}. */
export interface WebhookOptions {
  /** The address, or a reference to it such as `env:ALERT_WEBHOOK`, which is resolved at every send. */
  readonly url: string
  /** What is posted as JSON; default {@link alertJson}. For Slack: `alert => ({ text: renderAlert(alert) })`. */
  readonly body?: (alert: Alert) => unknown
  /** How long one try may take; default 10 s. */
  readonly timeoutMs?: number
  readonly fetch?: typeof fetch
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Waits between tries. */
  readonly sleep?: (ms: number) => Promise<unknown>
}

const attempts = 3
const firstWaitMs = 500
const longestWaitMs = 30_000
const sink = 'webhook'
const missingReason = 'is the address of a webhook for alerts, and is not set. Set it where Sluice runs'

/**
 * A sink that posts each alert as JSON. Throttling, errors of the receiver and a network that fails are tried three
 * times, ever more patiently; the address is in no message.
 */
export function alertWebhook(options: WebhookOptions): AlertSink {
  const { body = alertJson, sleep = setTimeout } = options
  return Object.freeze({
    kind: sink,
    async send(alert: Alert) {
      const url = addressOf(options)
      const content = JSON.stringify(body(alert))
      // A try that timed out may have arrived: the receiver can tell by the key.
      const key = `${alert.run}/${alert.step}/${alert.rootCause}`
      for (let attempt = 1; ; attempt += 1) {
        const failed = await post(url, content, key, options)
        if (failed === undefined) return
        if (attempt === attempts) throw new AlertNotSent({ sink, attempts, reason: failed.reason })
        await sleep(Math.min(longestWaitMs, failed.waitMs ?? firstWaitMs * 4 ** (attempt - 1)))
      }
    },
  })
}

interface FailedTry {
  readonly reason: string
  /** What the receiver asked for. */
  readonly waitMs?: number
}

/** One try; undefined when the alert was taken, an error when it will never be. */
async function post(
  url: URL,
  body: string,
  key: string,
  { fetch: send = globalThis.fetch, timeoutMs = 10_000 }: WebhookOptions,
): Promise<FailedTry | undefined> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': encodeURIComponent(key) }
  let response: Response
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    response = await send(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    // Reading to the end frees the connection; what it says is not ours to repeat.
    await response.arrayBuffer()
  } catch (error) {
    return { reason: networkReason(error, timeoutMs) }
  }
  const { status } = response
  if (status >= 200 && status < 300) return undefined
  const reason = `HTTP ${status}`
  if (status !== 429 && status !== 408 && status < 500) throw new AlertRefused({ sink, reason })
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return seconds >= 0 ? { reason, waitMs: seconds * 1000 } : { reason }
}

/** Only codes: messages of network errors repeat the address. */
function networkReason(error: unknown, timeoutMs: number): string {
  const { name, cause } = error as { readonly name?: unknown; readonly cause?: { readonly code?: unknown } }
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  return typeof cause?.code === 'string' ? cause.code : 'the connection failed'
}

function addressOf({ url, env = process.env }: WebhookOptions): URL {
  const name = /^env:(.+)$/.exec(url)?.[1]
  const value = name === undefined ? url : env[name]
  if (value === undefined || value === '') throw new SecretMissing({ reference: url, reason: missingReason })
  const parsed = URL.parse(value)
  if (parsed !== null && /^https?:$/.test(parsed.protocol)) return parsed
  throw new AlertRefused({ sink, reason: 'its address is not an http or https URL' })
}
