import type { Timers } from './timers.ts'

/** Waits before each request so that there are at most `perSecond` of them, evenly spread. */
export function pacer(perSecond: number, { now, sleep }: Timers): (signal: AbortSignal) => Promise<void> {
  const gap = 1000 / perSecond
  let next = 0
  return async signal => {
    const time = now()
    const start = Math.max(time, next)
    next = start + gap
    if (start > time) await sleep(start - time, signal)
  }
}
