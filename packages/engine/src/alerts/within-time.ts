import { setTimeout as pause } from 'node:timers/promises'

/**
 * Gives work so many milliseconds. What takes longer is left behind, with `late` aborted so that it can end.
 *
 * @throws what the work throws, or that there was no answer in time
 */
export async function withinTime<T>(ms: number, work: (late: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController()
  const timer = new AbortController()
  const tooLong = pause(ms, undefined, { signal: timer.signal, ref: false }).then(() => {
    const error = new Error(`no answer within ${ms / 1000} s`)
    late.abort(error)
    throw error
  })
  try {
    return await Promise.race([work(late.signal), tooLong])
  } finally {
    timer.abort()
    tooLong.catch(() => undefined)
  }
}
