import { canonicalJson, sha256 } from '@sluice/core'
import type { Payload, PayloadValue } from './payload.ts'

/**
 * What the ledger remembers of a payload: a digest, and for a delivery with a dead band also the digest of what is
 * not a number and the numbers themselves.
 */
export function payloadPrint(payload: Payload, minChange: number): string {
  const whole = digestOf(payload)
  if (minChange === 0) return whole
  const { rest, numbers } = split(payload)
  return `${whole} ${digestOf(rest)} ${canonicalJson(numbers)}`
}

/** True when a payload equals the remembered one, or differs from it only in numbers and by less than `minChange`. */
export function isUnchanged(print: string, remembered: string, minChange: number): boolean {
  if (print === remembered) return true
  if (minChange === 0) return false
  const [now, before] = [parse(print), parse(remembered)]
  if (now.whole === before.whole) return true
  if (now.numbers === undefined || before.numbers === undefined || now.rest !== before.rest) return false
  const { numbers } = before
  return Object.entries(now.numbers).every(
    ([field, value]) => Math.abs(value - (numbers[field] ?? NaN)) < minChange,
  )
}

function split(payload: Payload): {
  readonly rest: Payload
  readonly numbers: Record<string, number>
} {
  const isNumber = (value: PayloadValue): value is number =>
    typeof value === 'number' && Number.isFinite(value)
  const numbers: Record<string, number> = {}
  const rest: Record<string, PayloadValue> = {}
  for (const [field, value] of Object.entries(payload)) {
    if (isNumber(value)) numbers[field] = value
    else rest[field] = value
  }
  return { rest: { ...rest, fields: Object.keys(numbers).toSorted().join() }, numbers }
}

function parse(print: string) {
  const [whole = '', rest, ...numbers] = print.split(' ')
  const text = numbers.join(' ')
  return {
    whole,
    rest,
    numbers: text === '' ? undefined : (JSON.parse(text) as Record<string, number>),
  }
}

function digestOf(payload: Payload): string {
  const finite = Object.entries(payload).map(([field, value]) => [
    field,
    typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value,
  ])
  return sha256(canonicalJson(Object.fromEntries(finite))).slice(0, 32)
}
