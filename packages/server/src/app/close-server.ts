import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Ends a server with what is open. */
export interface Closing {
  /**
   * Stops taking connections, waits for requests that run, and ends those that take longer than `graceMs`: `stop` is
   * called first, so that they can end by themselves.
   */
  close(how: { readonly graceMs: number; readonly stop: () => void }): Promise<void>
}

/** How often connections are looked at on which nothing is asked any more. */
const lookMs = 25
/** How long answers to what was aborted may take. */
const lastMs = 1000

/**
 * Follows the connections of a server. Node's own list of idle ones lacks those on which nothing has been asked yet, such
 * as browsers open ahead of need: they would be waited for.
 */
export function closingOf(server: Server): Closing {
  const asked = new Map<Socket, number>()
  server.on('connection', socket => {
    asked.set(socket, 0)
    socket.on('close', () => asked.delete(socket))
  })
  server.on('request', ({ socket }, outgoing) => {
    asked.set(socket, (asked.get(socket) ?? 0) + 1)
    outgoing.on('close', () => {
      const count = asked.get(socket)
      if (count !== undefined) asked.set(socket, count - 1)
    })
  })
  const endIdle = () => {
    for (const [socket, count] of asked) if (count === 0) socket.destroySoon()
  }
  return {
    async close({ graceMs, stop }) {
      const closed = Promise.withResolvers<'closed'>()
      server.close(() => closed.resolve('closed'))
      const look = setInterval(endIdle, lookMs)
      try {
        if ((await Promise.race([closed.promise, late(graceMs)])) === 'closed') return
        stop()
        if ((await Promise.race([closed.promise, late(lastMs)])) === 'closed') return
        server.closeAllConnections()
        await closed.promise
      } finally {
        clearInterval(look)
      }
    },
  }
}

function late(ms: number): Promise<'late'> {
  return pause(ms, 'late' as const, { ref: false })
}
