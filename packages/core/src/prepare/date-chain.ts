import type { Time } from '@sluice/expr'
import { cyclePeriods, type DateCycle, type DateCycles } from '../transforms/date-cycles.ts'
import { datePartNames, type DatePart } from '../transforms/date-part.ts'
import type { DateParts } from '../transforms/date-parts.ts'
import { dayNumber, type Holidays } from '../transforms/holidays.ts'
import { chainInputs, withTransform, type ChainData } from './chain-data.ts'
import { numericChain, type NumericChain } from './numeric-chain.ts'
import { mustBe } from './option-rules.ts'
import type { Selector } from './selector.ts'

/** What `dates` takes: timestamp columns and selectors. */
export type DateInput = Time<null> | Selector<'timestamp' | 'any'>

/** A holiday: a date as `2026-12-25`, with its name where days of a name are to be told from others. */
export type Holiday = string | { readonly date: string; readonly name: string }

/** Instants on their way to features. */
export interface DateChain extends ChainData {
  readonly kind: 'date-chain'
  /**
   * Numbers from the date in UTC, one feature per part. `dayOfWeek` is 1 for Monday … 7 for Sunday, `weekOfYear` that of
   * ISO 8601; `isWeekend`, `isMonthStart` and `isMonthEnd` are 0 or 1.
   */
  parts(...parts: readonly [DatePart, ...DatePart[]]): NumericChain
  /** Sine and cosine of parts of the date in UTC: Sunday is next to Monday, December to January. */
  cyclic(...parts: readonly [DateCycle, ...DateCycle[]]): NumericChain
  /**
   * Whether the day in UTC is one of some holidays, and the days since the last and until the next one, cut at `within`
   * (30). Holidays with names also give one 0/1 feature per name.
   *
   * @throws OptionInvalid for a date that is none, or that is there twice.
   */
  holidays(days: readonly Holiday[], options?: { readonly within?: number }): NumericChain
}

/** Starts a chain of transforms of instants. */
export function dates(...columns: readonly DateInput[]): DateChain {
  const data: ChainData = { takes: 'timestamp', inputs: chainInputs(columns, 'timestamp'), transforms: [] }
  return Object.freeze({
    kind: 'date-chain',
    ...data,
    parts: (...parts: readonly DatePart[]) => {
      mustBe(`some of ${datePartNames.join(', ')}`, areOf(parts, datePartNames), { of: 'parts', parts })
      return numericChain(
        withTransform(data, { kind: 'date-parts', parts: [...new Set(parts)] } as DateParts),
      )
    },
    cyclic: (...parts: readonly DateCycle[]) => {
      const known = Object.keys(cyclePeriods)
      mustBe(`some of ${known.join(', ')}`, areOf(parts, known), { of: 'cyclic', parts })
      return numericChain(
        withTransform(data, { kind: 'date-cycles', parts: [...new Set(parts)] } as DateCycles),
      )
    },
    holidays: (days, { within = 30 } = {}) => {
      const kept = Number.isSafeInteger(within) && within >= 1
      mustBe('a whole number of days from 1', kept, { of: 'holidays', within })
      return numericChain(withTransform(data, { ...holidaysOf(days), within } as Holidays))
    },
  } satisfies DateChain)
}

function areOf(given: readonly string[], known: readonly string[]): boolean {
  return given.length > 0 && given.every(each => known.includes(each))
}

function holidaysOf(days: readonly Holiday[]): Omit<Holidays, 'within'> {
  const all = days.map(day => (typeof day === 'string' ? { date: day, name: undefined } : day))
  mustBe('at least one date', all.length > 0, { of: 'holidays', days })
  for (const { date } of all) mustBe('a date such as 2026-12-25', isDate(date), { of: 'holidays', date })
  const sorted = all.toSorted((a, b) => dayNumber(a.date) - dayNumber(b.date))
  const twice = sorted.find(({ date }, i) => date === sorted[i + 1]?.date)
  mustBe('there once', twice === undefined, { of: 'holidays', date: twice?.date })
  const names = sorted.flatMap(({ name }) => (name === undefined ? [] : [name]))
  mustBe('with a name each, or none', names.length % sorted.length === 0, { of: 'holidays', names })
  const dates = sorted.map(({ date }) => date)
  return { kind: 'holidays', dates, ...(names.length > 0 && { names }) }
}

function isDate(date: string): boolean {
  const [time, isWritten] = [dayNumber(date) * 86_400_000, /^\d{4}-\d{2}-\d{2}$/.test(date)]
  return isWritten && !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}
