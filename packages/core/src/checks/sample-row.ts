import { instant, number, printable, quote, shorten } from './wording.ts'

/** Stands in for a value of a masked column. */
export const maskedText = '(masked)'
const mostColumns = 12

/** A row as it may be kept and shown: few columns, JSON values, text shortened, masked columns without their values. */
export function sampleRow(
  row: Readonly<Record<string, unknown>>,
  masked: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(row).slice(0, mostColumns)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, masked.has(name) ? maskedText : plain(value)]),
  )
}

/** A value as it may stand in a message. */
export function showValue(value: unknown, isMasked: boolean): string {
  if (isMasked) return maskedText
  if (value === null || value === undefined) return 'nothing'
  if (typeof value === 'number') return number(value)
  if (value instanceof Date) return instant(value)
  return typeof value === 'string' ? quote(value) : shorten(printable(JSON.stringify(value)))
}

function plain(value: unknown): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return shorten(printable(text))
}
