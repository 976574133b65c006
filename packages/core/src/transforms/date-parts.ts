import { call } from '@sluice/expr'
import type { Transform, TransformKind } from './transform.ts'

/** A part of an instant in UTC. */
export type DatePart = 'year' | 'month' | 'dayOfMonth' | 'dayOfWeek' | 'dayOfYear' | 'hour'

/** Numbers from an instant, one per part. */
export interface DateParts extends Transform {
  readonly kind: 'date-parts'
  readonly parts: readonly DatePart[]
}

/** Nothing is fitted. */
export const dateParts: TransformKind<DateParts> = {
  kind: 'date-parts',
  takes: 'timestamp',
  statistics: () => [],
  fit: ({ parts }, input) => ({
    features: parts.map(part => ({
      kind: 'value',
      name: `${input.name}.${part}`,
      expr: call(part, input.expr),
    })),
  }),
}
