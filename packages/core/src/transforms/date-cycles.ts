import { cycleOf } from './cyclic.ts'
import { datePart, type DatePart } from './date-part.ts'
import type { Transform, TransformKind } from './transform.ts'

/** How many of each there are until it comes round again. */
export const cyclePeriods = {
  quarter: 4,
  month: 12,
  weekOfYear: 52.1775,
  dayOfWeek: 7,
  dayOfYear: 365.2425,
  hour: 24,
  minute: 60,
} as const satisfies Partial<Record<DatePart, number>>

/** A part of an instant that comes round again. */
export type DateCycle = keyof typeof cyclePeriods

/** Sine and cosine of parts of an instant, two features per part. */
export interface DateCycles extends Transform {
  readonly kind: 'date-cycles'
  readonly parts: readonly DateCycle[]
}

/** Nothing is fitted. Years and their weeks have the mean length of the Gregorian calendar's. */
export const dateCycles: TransformKind<DateCycles> = {
  kind: 'date-cycles',
  takes: 'timestamp',
  statistics: () => [],
  fit: ({ parts }, input) => ({
    features: parts.flatMap(part =>
      cycleOf(
        { ...input, name: `${input.name}.${part}` },
        instant => datePart(part, instant),
        cyclePeriods[part],
      ),
    ),
  }),
}
