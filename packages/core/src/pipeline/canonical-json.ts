/**
 * JSON text that is equal for equal values: keys sorted by code unit, no white space, `undefined` left out.
 * A Date becomes `{"$date": …}`, a bigint `{"$bigint": …}`, and -0 stays -0.
 *
 * @throws TypeError for what has no faithful text: functions, symbols, NaN, infinities and cycles.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { canonicalJson } from '@sluice/core'
 *
 * assert.equal(canonicalJson({ b: 1, a: [true, undefined] }), '{"a":[true,null],"b":1}')
 * ```
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$', new Set())
}

function write(value: unknown, path: string, above: ReadonlySet<object>): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number') return numberText(value, path)
  if (typeof value === 'bigint') return `{"$bigint":"${value}"}`
  if (typeof value !== 'object') throw new TypeError(`${path} is a ${typeof value}, which has no JSON form`)
  if (value instanceof Date) return `{"$date":"${value.toISOString()}"}`
  if (above.has(value)) throw new TypeError(`${path} contains itself`)
  const inside = new Set(above).add(value)
  if (ArrayBuffer.isView(value)) return write([...(value as Float64Array)], path, inside)
  if (Array.isArray(value)) {
    return `[${value.map((item, i) => write(item, `${path}[${i}]`, inside)).join(',')}]`
  }
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item, `${path}.${key}`, inside)}`).join(',')}}`
}

function numberText(value: number, path: string): string {
  if (!Number.isFinite(value)) throw new TypeError(`${path} is ${value}, which has no JSON form`)
  return Object.is(value, -0) ? '-0' : JSON.stringify(value)
}
