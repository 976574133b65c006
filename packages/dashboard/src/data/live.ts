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

/**
 * Listens to what changes and lets what is shown be read again: by topic, all of it after `reset` (the server could not
 * say what was missed). The browser connects again by itself and says where it left off.
 */
export function listen(client: QueryClient, url = '/v1/live'): () => void {
  const source = new EventSource(url)
  const pending = new Map<string, readonly unknown[]>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    const keys = [...pending.values()]
    pending.clear()
    for (const queryKey of keys) void client.invalidateQueries({ queryKey })
  }
  const changed = (data: string) => {
    for (const key of staleFor(data)) pending.set(JSON.stringify(key), key)
    timer ??= setTimeout(flush, gatherMs)
  }
  source.addEventListener('open', () => become('live'))
  source.addEventListener('error', () => become('lost'))
  source.addEventListener('message', ({ data }) => changed(String(data)))
  source.addEventListener('change', ({ data }) => changed(String(data)))
  source.addEventListener('reset', () => void client.invalidateQueries())
  return () => {
    clearTimeout(timer)
    source.close()
  }
}
