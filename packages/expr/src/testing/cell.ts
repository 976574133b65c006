import type { Value } from '../node/node.ts'

/** A row of a test: numbers may be NaN or infinite, timestamps are microseconds since 1970 UTC. */
export type CaseRow = Readonly<Record<string, Value>>

/** The same bits, or both missing. */
export function sameCell(a: Value, b: Value): boolean {
  return Object.is(a, b)
}

/** How many doubles lie between two numbers; 0 when they are the same, infinite when they cannot be compared. */
export function ulpsBetween(a: Value, b: Value): number {
  if (a === b) return 0
  if (typeof a !== 'number' || typeof b !== 'number') return Infinity
  const distance = orderedBits(a) - orderedBits(b)
  return Number(distance < 0n ? -distance : distance)
}

const view = new DataView(new ArrayBuffer(8))

/** Whole numbers in the order of the doubles; -0 and 0 are one. */
function orderedBits(value: number): bigint {
  view.setFloat64(0, value)
  const bits = view.getBigInt64(0)
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits
}

/** A cell for a message. */
export function shownCell(cell: Value): string {
  return typeof cell === 'string' ? JSON.stringify(cell) : Object.is(cell, -0) ? '-0' : String(cell)
}

const unwritable = new Map<unknown, string>([
  [Infinity, 'Infinity'],
  [-Infinity, '-Infinity'],
  [Number.NaN, 'NaN'],
])

/** JSON that keeps NaN, infinities and -0, as texts. */
export function casesToJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, item: unknown) => unwritable.get(item) ?? (Object.is(item, -0) ? '-0' : item),
  )
}

/** The inverse of {@link casesToJson}. */
export function casesFromJson(json: string): unknown {
  const special = new Map([...unwritable].map(([value, text]) => [text, value]))
  return JSON.parse(json, (_key, item: unknown) => {
    if (item === '-0') return -0
    return typeof item === 'string' && special.has(item) ? special.get(item) : item
  })
}
