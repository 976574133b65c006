import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { staleFor } from './topics.ts'

/** Whether changes arrive by themselves. */
export type LiveState = 'connecting' | 'live' | 'lost'

const listeners = new Set<() => void>()
let state: LiveState = 'connecting'

function become(next: LiveState): void {
  if (next === state) return
  state = next
  for (const listener of listeners) listener()
}

/** Whether changes do not arrive by themselves now. */
export function isLost(): boolean {
  return state === 'lost'
}

/** How the connection for changes is. */
export function useLive(): LiveState {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => state,
  )
}

const gatherMs = 150
const againMs = 3000

/**
 * Listens to what changes and lets what is shown be read again: by topic; all of it after `reset` (the server could not
 * say what was missed) and after a connection was lost. The browser connects again by itself and says where it left
 * off; where it gives up, because the server refused, it is asked to try again.
 */
export function listen(client: QueryClient, url = '/v1/live'): () => void {
  const gather = gatherer(client)
  let source: EventSource
  let timer: ReturnType<typeof setTimeout> | undefined
  const connect = () => {
    source = new EventSource(url)
    source.addEventListener('open', () => {
      if (state === 'lost') void client.invalidateQueries()
      become('live')
    })
    source.addEventListener('error', () => {
      become('lost')
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, againMs)
    })
    source.addEventListener('message', ({ data }) => gather(String(data)))
    source.addEventListener('change', ({ data }) => gather(String(data)))
    source.addEventListener('reset', () => void client.invalidateQueries())
  }
  connect()
  return () => {
    clearTimeout(timer)
    source.close()
    become('connecting')
  }
}

/** Many changes at once are one reading. */
function gatherer(client: QueryClient): (message: string) => void {
  const pending = new Map<string, readonly unknown[]>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    const keys = [...pending.values()]
    pending.clear()
    for (const queryKey of keys) void client.invalidateQueries({ queryKey })
  }
  return message => {
    for (const key of staleFor(message)) pending.set(JSON.stringify(key), key)
    timer ??= setTimeout(flush, gatherMs)
  }
}
