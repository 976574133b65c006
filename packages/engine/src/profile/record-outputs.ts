import { recordProfiles, type DatasetProfile, type DatasetRef, type History, type Json } from '@sluice/core'
import { referencesIn } from '../plan/step-key.ts'
import type { DatasetStore } from '../store/store.ts'

/** The datasets in a step's output by name: the step's own, or where in the output they stand, such as `events`. */
export function datasetsIn(step: string, output: Json): Readonly<Record<string, DatasetRef>> {
  const found: Record<string, DatasetRef> = {}
  const visit = (value: Json, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return
    const [reference] = referencesIn(value)
    if (reference !== undefined && (reference as object) === value) {
      const name = path.filter(part => part !== 'dataset').join('.') || step
      if (reference.kind === 'dataset') found[name] = value as unknown as DatasetRef
      return
    }
    for (const [name, child] of Object.entries(value)) visit(child, [...path, name])
  }
  visit(output, [])
  return found
}

/** Leaves metrics of the datasets in a step's output for later runs. */
export async function recordOutputs(
  store: DatasetStore,
  history: Pick<History, 'record'>,
  { step, output }: { readonly step: string; readonly output: Json },
): Promise<void> {
  const profiles: Record<string, DatasetProfile> = {}
  for (const [name, { digest }] of Object.entries(datasetsIn(step, output))) {
    const profile = await store.profile?.(digest)
    if (profile !== undefined) profiles[name] = profile
  }
  await recordProfiles(history, profiles)
}
