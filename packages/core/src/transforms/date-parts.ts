import { call } from '@sluice/expr'
import type { Transform, TransformKind } from './transform.ts'

/** A part of an instant in UTC. */
export type DatePart = 'year' | 'month' | 'dayOfMonth' | 'dayOfWeek' | 'dayOfYear' | 'hour'

/** Numbers from an instant, one feature per part. */
export interface DateParts extends Transform {
  readonly kind: 'date-parts'
  readonly parts: readonly DatePart[]
}

/** Nothing is fitted. */
export const dateParts: TransformKind<DateParts> = {
  kind: 'date-parts',
  takes: 'timestamp',
  statistics: () => [],
  fit: ({ parts }, { name, expr }) => ({
    features: parts.map(part => ({ kind: 'value', name: `${name}.${part}`, expr: call(part, expr) })),
  }),
}
