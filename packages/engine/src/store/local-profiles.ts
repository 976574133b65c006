import { readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DatasetProfile } from '@sluice/core'
import { isMissing, makeFolder, onDisk } from './durable-file.ts'
import { ownedName } from './owned-name.ts'
import { decodeProfile, encodeProfile, profilePath } from './profile-file.ts'
import { temporaryFolder } from './temporary.ts'

/** Reads the profile beside a dataset. */
export async function readLocalProfile(root: string, digest: string): Promise<DatasetProfile | undefined> {
  try {
    return decodeProfile(await readFile(profilePath(root, digest)))
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Writes the profile beside a dataset. A power failure may lose it: then it is made again. */
export async function keepLocalProfile(root: string, digest: string, profile: DatasetProfile): Promise<void> {
  const path = profilePath(root, digest)
  const written = join(temporaryFolder(root), `${ownedName()}.profile`)
  await onDisk(path, 'for the profile of a dataset', async () => {
    await makeFolder(dirname(path))
    await writeFile(written, encodeProfile(profile))
    await rename(written, path)
  })
}
