import type { DatasetProfile, Json } from '@sluice/core'
import { DatasetNotFound, datasetsIn, profileOf, type Store } from '@sluice/engine'

/** Profiles of the datasets in a step's output, by their names there; without those that are gone. */
export async function profilesIn(
  { store, scratch }: { readonly store: Store; readonly scratch: string },
  step: string,
  output: Json | undefined,
): Promise<Readonly<Record<string, DatasetProfile>>> {
  const profiles: Record<string, DatasetProfile> = {}
  for (const [name, ref] of Object.entries(output === undefined ? {} : datasetsIn(step, output))) {
    try {
      profiles[name] = await profileOf(store, ref, scratch)
    } catch (error) {
      if (!(error instanceof DatasetNotFound)) throw error
    }
  }
  return profiles
}
