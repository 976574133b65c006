import { datePart, type DatePart } from './date-part.ts'
import type { Transform, TransformKind } from './transform.ts'

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
    features: parts.map(part => ({ kind: 'value', name: `${name}.${part}`, expr: datePart(part, expr) })),
  }),
}
