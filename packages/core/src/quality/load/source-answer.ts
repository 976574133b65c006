import type { SourceAnswer } from './empty-load.ts'

/** What is read of an answer: that of `fetch`, or a part of it. */
export interface AnswerHead {
  readonly status: number
  readonly headers: { get(name: string): string | null }
}

const remaining = ['x-ratelimit-remaining', 'ratelimit-remaining', 'x-rate-limit-remaining']
// Meta tells how much of each limit is used, in per cent, as JSON somewhere in these.
const usage = ['x-app-usage', 'x-ad-account-usage', 'x-business-use-case-usage', 'x-fb-ads-insights-throttle']
const used = /"(?:call_count|total_time|total_cputime|acc_id_util_pct|app_id_util_pct)"\s*:\s*([\d.]+)/g

/**
 * What an answer of an HTTP source says about the load it belongs to: its status, the platform's own code of an error
 * where the body had one, and whether its headers say that requests come too fast.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { sourceAnswer } from '@sluice/core'
 *
 * const response = new Response('{}', { status: 200, headers: { 'x-app-usage': '{"call_count":100}' } })
 * assert.deepEqual(sourceAnswer(response), { status: 200, throttled: true })
 * ```
 */
export function sourceAnswer({ status, headers }: AnswerHead, code?: string): SourceAnswer {
  const isWaiting = headers.get('retry-after') !== null && status !== 301
  const isSpent = remaining.some(name => headers.get(name)?.trim() === '0')
  const isUsed = usage.some(name =>
    [...(headers.get(name) ?? '').matchAll(used)].some(([, percent]) => Number(percent) >= 100),
  )
  const throttled = isWaiting || isSpent || isUsed
  return { status, ...(code !== undefined && { code }), ...(throttled && { throttled }) }
}
