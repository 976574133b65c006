import { neededContent, type ContentUsers } from './needed-content.ts'
import type { GcResult, Store } from './store.ts'

/** What to collect. */
export interface CollectOptions {
  /** Outputs of runs that were active in these last days stay. */
  readonly keepDays: number
  /** Only say what would go. */
  readonly dryRun?: boolean
  readonly now?: () => Date
}

/** What was collected, or would be. */
export interface Collected extends GcResult {
  /** Datasets and artifacts that something needs. */
  readonly needed: number
  /** Content from this instant on was not looked at. */
  readonly olderThan: Date
}

const dayMs = 86_400_000

/**
 * Removes datasets and artifacts that no run of the last days, no unfinished run and no registered version of a model
 * needs. Safe while steps run, here or on other machines. Later runs make again what they miss.
 */
export async function collectUnneeded(
  { store, ...users }: ContentUsers & { readonly store: Store },
  { keepDays, dryRun = false, now = () => new Date() }: CollectOptions,
): Promise<Collected> {
  const at = now()
  const { digests, olderThan } = await neededContent(users, new Date(at.getTime() - keepDays * dayMs), at)
  const removed = await store.gc({ keep: digests, olderThan, dryRun })
  return { ...removed, needed: digests.size, olderThan }
}
