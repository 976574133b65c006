import { useSyncExternalStore } from 'react'

/** A choice of the reader that outlives the visit. */
export interface StoredChoice<T extends string> {
  get(): T
  set(value: T): void
  /** Calls back after each change, until the answer is called. */
  subscribe(listener: () => void): () => void
  use(): T
}

/** A choice kept in this browser under `key`; the first of `values` until somebody chooses. */
export function storedChoice<T extends string>(key: string, values: readonly [T, ...T[]]): StoredChoice<T> {
  const listeners = new Set<() => void>()
  const read = () => values.find(value => value === stored(key)) ?? values[0]
  let current = read()
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const get = () => current
  return {
    get,
    subscribe,
    set: value => {
      current = value
      store(key, value)
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(subscribe, get),
  }
}

// A browser may refuse storage: then a choice lasts for the visit.
function stored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    return
  }
}
