import { bucket, call, caseOf, literal, lookup, type ExprNode } from '@sluice/expr'
import type { Feature, Transform, TransformKind } from './transform.ts'

/** Where an instant lies among holidays. */
export interface Holidays extends Transform {
  readonly kind: 'holidays'
  /** Dates, `2026-12-25`, ascending, each once. */
  readonly dates: readonly string[]
  /** The name of each date, for a 0/1 feature per name. */
  readonly names?: readonly string[]
  /** Distances are cut at so many days. */
  readonly within: number
}

const day = 86_400_000

/**
 * `isHoliday`, `daysSinceHoliday` and `daysToHoliday`, both 0 on the day, and the name of the day. Nothing is fitted;
 * days are those of UTC. Missing stays missing.
 */
export const holidays: TransformKind<Holidays> = {
  kind: 'holidays',
  takes: 'timestamp',
  statistics: () => [],
  fit({ dates, names, within }, { name, expr }) {
    const days = dates.map(dayNumber)
    const today = call('floor', call('daysBetween', literal(0, 'timestamp'), expr))
    const [begun, over] = [bucket(today, days), bucket(call('subtract', today, literal(1)), days)]
    const last = { none: 0, nth: begun, from: 1 }
    const next = { none: days.length, nth: over, from: 0 }
    const since = call('subtract', today, holidayAt(last, days))
    const until = call('subtract', holidayAt(next, days), today)
    const isHoliday = lookup({ ...number, input: today, keys: days, values: days.map(() => 1), unknown: 0 })
    const value = (feature: string, value: ExprNode): Feature => ({
      kind: 'value',
      name: `${name}.${feature}`,
      expr: value,
    })
    return {
      features: [
        value('isHoliday', isHoliday),
        value('daysSinceHoliday', atMost(within, since, last)),
        value('daysToHoliday', atMost(within, until, next)),
        ...(names === undefined ? [] : [namesOf(name, today, days, names)]),
      ],
    }
  },
}

const number = { type: 'number', missing: null } as const

/** A holiday by its place in the list. */
interface Place {
  readonly nth: ExprNode
  /** The place of the first. */
  readonly from: number
  /** The place that means that there is none. */
  readonly none: number
}

function holidayAt({ nth, from }: Place, days: readonly number[]): ExprNode {
  return lookup({ ...number, input: nth, keys: days.map((_, i) => i + from), values: days, unknown: null })
}

function atMost(within: number, distance: ExprNode, { nth, none }: Place): ExprNode {
  const isFar = [call('equal', nth, literal(none)), call('greater', distance, literal(within))]
  return caseOf(
    isFar.map(when => ({ when, then: literal(within) })),
    distance,
  )
}

/** The number of days of a date since 1970. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / day
}

function namesOf(input: string, today: ExprNode, days: readonly number[], names: readonly string[]): Feature {
  const distinct = [...new Set(names)]
  const values = names.map(name => distinct.indexOf(name))
  const code = lookup({ ...number, input: today, keys: days, values, unknown: null })
  return { kind: 'indicators', name: input, names: distinct.map(name => `${input}=${name}`), code }
}
