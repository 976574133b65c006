import type { DatasetRef } from '../data/refs.ts'

/** How many rows broke a rule; a row may break several. */
export interface QuarantineReason {
  readonly rule: string
  readonly rows: number
}

/** A table split by rules for rows. Good and bad rows together are all rows. */
export interface Quarantined {
  readonly kind: 'quarantined'
  readonly good: DatasetRef
  /** The bad rows with the column {@link reasonsColumn}; absent when there are none. */
  readonly bad?: DatasetRef
  /** Good and bad rows. */
  readonly rows: number
  /** Rules that were broken, those of most rows first. */
  readonly reasons: readonly QuarantineReason[]
}

/** The column of quarantined rows that names the rules they break, `; ` between them. */
export const reasonsColumn = 'sluice_reasons'

/** The rows in quarantine. */
export function badRows({ bad }: Pick<Quarantined, 'bad'>): number {
  return bad?.rows ?? 0
}
