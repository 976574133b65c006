import { call, literal } from '@sluice/expr'
import type { Transform, TransformKind } from './transform.ts'

/** One of some 0/1 columns by a hash of the text. */
export interface Hash extends Transform {
  readonly kind: 'hash'
  readonly buckets: number
}

/**
 * Nothing is fitted and no category is listed, so a category that training did not have has its column too; several
 * categories share one. The hash is the first 32 bits of MD5, which databases and JavaScript have alike; scikit-learn's
 * FeatureHasher has another. Missing is no column.
 */
export const hash: TransformKind<Hash> = {
  kind: 'hash',
  takes: 'text',
  statistics: () => [],
  fit({ buckets }, { name, expr }) {
    const [number, count] = [call('hash', expr), literal(buckets)]
    const whole = call('multiply', call('floor', call('divide', number, count)), count)
    const names = Array.from({ length: buckets }, (_, i) => `${name}=#${i}`)
    return { features: [{ kind: 'indicators', name, names, code: call('subtract', number, whole) }] }
  },
}
