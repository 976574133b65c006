import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { usePlaces } from './places.tsx'

const prefixMs = 1200

/** Keys that work on every page: `/` and ⌘K search, `?` shortcuts, `g` and a letter go, `j` and `k` walk a list. */
export function useGlobalKeys(actions: {
  readonly search: () => void
  readonly shortcuts: () => void
}): void {
  const [, go] = useLocation()
  const places = usePlaces()
  const latest = useRef({ ...actions, places })
  useEffect(() => {
    latest.current = { ...actions, places }
  })
  useEffect(() => {
    let prefixUntil = 0
    const onKey = (event: KeyboardEvent) => {
      const searching = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k'
      if (document.querySelector('dialog[open]') !== null || (!searching && isBusy(event))) return
      const place =
        event.timeStamp < prefixUntil
          ? latest.current.places.find(({ letter }) => letter === event.key)
          : undefined
      prefixUntil = event.key === 'g' && place === undefined ? event.timeStamp + prefixMs : 0
      if (searching || event.key === '/') latest.current.search()
      else if (place !== undefined) go(place.path)
      else if (event.key === '?') latest.current.shortcuts()
      else if (event.key === 'j') walk(1)
      else if (event.key === 'k') walk(-1)
      else return
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [go])
}

function isBusy({ target, metaKey, ctrlKey, altKey }: KeyboardEvent): boolean {
  const typing = target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
  return typing || metaKey || ctrlKey || altKey
}

function walk(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')].filter(
    row => row.offsetParent !== null,
  )
  const at = rows.findIndex(row => row === document.activeElement || row.contains(document.activeElement))
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by
  rows[next]?.focus()
}
