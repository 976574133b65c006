import type { Json } from '@sluice/core'

/**
 * Any value as JSON, for logs and events: what has no JSON form becomes text instead of an error, because a line of a
 * log must not fail a step. `textOf` sees every piece of text.
 */
export function plainJson(value: unknown, textOf: (text: string) => string = text => text): Json {
  return plain(value, textOf, new Set())
}

function plain(value: unknown, textOf: (text: string) => string, above: ReadonlySet<object>): Json {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return textOf(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value !== 'object') return textOf(String(value))
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Error) return textOf(`${value.name}: ${value.message}`)
  if (above.has(value)) return '[contains itself]'
  const inside = new Set(above).add(value)
  if (ArrayBuffer.isView(value)) return textOf(Object.prototype.toString.call(value))
  if (Array.isArray(value)) return value.map(item => plain(item, textOf, inside))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [textOf(name), plain(item, textOf, inside)]),
  )
}
