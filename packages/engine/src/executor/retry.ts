import type { RetryPolicy } from '@sluice/core'

/** Three tries, a second apart at first, a minute at most. */
export const defaultRetry: RetryPolicy = { attempts: 3, backoffMs: 1000, maxBackoffMs: 60_000 }

/** The wait before the next try: doubles each time, at most `maxBackoffMs`, less up to half of it by chance. */
export function backoffMs(
  { backoffMs: first, maxBackoffMs }: RetryPolicy,
  attempt: number,
  random: () => number,
): number {
  const full = Math.min(maxBackoffMs, first * 2 ** (attempt - 1))
  return Math.round(full * (1 - random() / 2))
}

/** Resolves after `ms`, or rejects with the signal's reason as soon as it is aborted. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error)
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}
