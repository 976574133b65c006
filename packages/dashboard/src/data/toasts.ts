import { useSyncExternalStore } from 'react'

/** A short message about something that was done. */
export interface Toast {
  readonly id: number
  readonly text: string
}

const shownMs = 6000
const listeners = new Set<() => void>()
let toasts: readonly Toast[] = []
let last = 0

function change(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Shows a message for a while. */
export function say(text: string): void {
  const toast = { id: (last += 1), text }
  change([...toasts.slice(-2), toast])
  setTimeout(() => dismiss(toast.id), shownMs)
}

/** Takes a message away. */
export function dismiss(id: number): void {
  change(toasts.filter(toast => toast.id !== id))
}

/** The messages that are shown. */
export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => toasts,
  )
}
