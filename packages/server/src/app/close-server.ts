import type { Server } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** How often connections are looked at that have become idle. */
const lookMs = 25
/** How long answers to what was aborted may take. */
const lastMs = 1000

/**
 * Stops taking connections, waits for requests that run, and ends those that take longer than `graceMs`: `stop` is
 * called first, so that they can end by themselves.
 */
export async function closeServer(
  server: Server,
  { graceMs, stop }: { readonly graceMs: number; readonly stop: () => void },
): Promise<void> {
  const closed = Promise.withResolvers<'closed'>()
  server.close(() => closed.resolve('closed'))
  const look = setInterval(() => server.closeIdleConnections(), lookMs)
  try {
    if ((await Promise.race([closed.promise, late(graceMs)])) === 'closed') return
    stop()
    if ((await Promise.race([closed.promise, late(lastMs)])) === 'closed') return
    server.closeAllConnections()
    await closed.promise
  } finally {
    clearInterval(look)
  }
}

function late(ms: number): Promise<'late'> {
  return pause(ms, 'late' as const, { ref: false })
}
