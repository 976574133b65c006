import type { RetryPolicy } from '@sluice/core'

/** Waits until the next try; rejects with the signal's reason when it is aborted. */
export type Rest = (ms: number, signal: AbortSignal) => Promise<void>

/** Three tries, a second apart at first, a minute at most. */
export const defaultRetry: RetryPolicy = { attempts: 3, backoffMs: 1000, maxBackoffMs: 60_000 }

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
