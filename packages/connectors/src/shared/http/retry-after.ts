/**
 * Milliseconds that an answer asks us to wait: `Retry-After` (seconds or a date) or `X-RateLimit-Reset` (seconds, or
 * a time in seconds since 1970). Undefined when it does not say.
 */
export function retryAfterMs(headers: Headers, now: Date): number | undefined {
  const after = headers.get('retry-after') ?? headers.get('x-ratelimit-reset')
  if (after === null) return undefined
  const seconds = Number(after)
  if (Number.isNaN(seconds)) {
    const date = Date.parse(after)
    return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime())
  }
  const isInstant = seconds > 1_000_000_000
  return Math.max(0, isInstant ? seconds * 1000 - now.getTime() : seconds * 1000)
}
