import { call } from '@sluice/expr'
import { mapValue, type Transform, type TransformKind } from './transform.ts'

/** ln(1 + x), for counts and amounts with a long tail. Missing at and below -1. */
export interface Log1p extends Transform {
  readonly kind: 'log1p'
}

/** Nothing is fitted. */
export const log1p: TransformKind<Log1p> = {
  kind: 'log1p',
  takes: 'number',
  statistics: () => [],
  fit: (_transform, input) => ({ features: [mapValue(input, value => call('log1p', value))] }),
}
