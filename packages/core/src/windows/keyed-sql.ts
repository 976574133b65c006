import type { SqlFragment } from '../sql/fragment.ts'
import type { KeyedColumn, KeyedFeatures } from './keyed-features.ts'
import { WindowInvalid } from './window-invalid.ts'

/** What features by key are made of. */
export interface KeyedParts<K extends string> {
  readonly key: K
  /** What is declared, for messages. */
  readonly where: string
  readonly columns: readonly KeyedColumn[]
  readonly query: SqlFragment
}

/** Features by key of their SQL; no two columns may have one name, whatever the case of its letters. */
export function keyedFeatures<K extends string, V, C>({
  key,
  where,
  columns,
  query,
}: KeyedParts<K>): KeyedFeatures<K, V, C> {
  const taken = new Set([key.toLowerCase()])
  for (const { name } of columns) {
    const lower = name.toLowerCase()
    if (name === '' || taken.has(lower)) {
      throw new WindowInvalid({ where, reason: `two columns would be named "${name}": rename one` })
    }
    taken.add(lower)
  }
  return Object.freeze({ ...query, key, columns }) as KeyedFeatures<K, V, C>
}
