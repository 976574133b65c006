import { summarise, type DatasetProfile, type DatasetRef, type Json } from '@sluice/core'
import { DatasetNotFound, datasetsIn, profileOf, type Store } from '@sluice/engine'

/** Where datasets are, and where their profiles are made. */
export interface ProfilePlace {
  readonly store: Store
  readonly scratch: string
}

/** Profiles of the datasets in a step's output, by their names there; without those that are gone. */
export async function profilesIn(
  place: ProfilePlace,
  step: string,
  output: Json | undefined,
): Promise<Readonly<Record<string, DatasetProfile>>> {
  const profiles: Record<string, DatasetProfile> = {}
  for (const [name, ref] of Object.entries(output === undefined ? {} : datasetsIn(step, output))) {
    const profile = await profileIfStored(place, ref)
    if (profile !== undefined) profiles[name] = profile
  }
  return profiles
}

/** The profile of a dataset; undefined when its content is not in the store any more. */
export async function profileIfStored(
  { store, scratch }: ProfilePlace,
  ref: DatasetRef,
): Promise<DatasetProfile | undefined> {
  try {
    return await profileOf(store, ref, scratch)
  } catch (error) {
    if (error instanceof DatasetNotFound) return undefined
    throw error
  }
}

/** What is to be read of a profile, without its sketches. */
export function profileSummary(profile: DatasetProfile) {
  const { rows, content } = profile
  return { rows, content: { sum: content.sum, xor: content.xor }, columns: summarise(profile) }
}
