import { mkdir, readFile, rename, rm, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ArtifactRef, StoredArtifact } from '@sluice/core'
import { decodeArtifact, encodeArtifact, type ArtifactFiles } from './artifact-files.ts'
import { ArtifactCorrupt } from './artifact-corrupt.ts'
import { ArtifactNotFound } from './artifact-not-found.ts'
import { contentPath } from './content-address.ts'
import { isMissing, makeFolder, onDisk, statOf, sync, writeDurably } from './durable-file.ts'
import { ownedName } from './owned-name.ts'
import { temporaryFolder } from './temporary.ts'

const manifestFile = 'manifest.json'
const arraysFile = 'arrays.bin'
// Garbage collection may move content away for a moment and put it back (see collect-garbage.ts).
const secondLookMs = 50

/** Stores an artifact in a folder named by its digest. The folder appears complete or not at all. */
export async function saveArtifact(root: string, artifact: StoredArtifact): Promise<ArtifactRef> {
  const files = encodeArtifact(artifact)
  const ref: ArtifactRef = { kind: 'artifact', digest: files.digest }
  const staged = join(temporaryFolder(root), ownedName())
  try {
    await onDisk(staged, 'for an artifact in the store', async () => {
      await writeFiles(staged, files)
      await publish(root, staged, ref)
    })
  } finally {
    await rm(staged, { recursive: true, force: true })
  }
  return ref
}

async function writeFiles(folder: string, files: ArtifactFiles): Promise<void> {
  await mkdir(folder)
  await writeDurably(join(folder, manifestFile), files.manifest)
  await writeDurably(join(folder, arraysFile), files.arrays)
  await sync(folder)
}

/**
 * Puts the staged folder into place, or renews the time of an intact folder that is there already. Other
 * processes may save or collect the same content at any moment, so every look may be outdated: then look again.
 */
async function publish(root: string, staged: string, ref: ArtifactRef): Promise<void> {
  const target = contentPath(root, ref)
  await makeFolder(dirname(target))
  for (;;) {
    if (await moveInto(staged, target)) break
    if (!(await isIntact(target, ref))) await unlessMissing(rename(target, `${staged}.damaged`))
    else if (await unlessMissing(utimes(target, new Date(), new Date()))) break
  }
  await rm(`${staged}.damaged`, { recursive: true, force: true })
  await sync(dirname(target))
}

/** False when what it works on is not there (any more). */
async function unlessMissing(work: Promise<void>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** False when there is a folder already: a folder, unlike a file, cannot be renamed over another. */
async function moveInto(staged: string, target: string): Promise<boolean> {
  try {
    await rename(staged, target)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false
    throw error
  }
}

async function isIntact(path: string, ref: ArtifactRef): Promise<boolean> {
  return typeof (await readFiles(path, ref)) !== 'string'
}

/** Loads an artifact and verifies its digest. Nothing in it is executed. */
export async function loadArtifact(root: string, ref: ArtifactRef): Promise<StoredArtifact> {
  const path = contentPath(root, ref)
  if ((await statOf(path)) === undefined) {
    await pause(secondLookMs)
    if ((await statOf(path)) === undefined) throw new ArtifactNotFound({ digest: ref.digest, path })
  }
  const loaded = await readFiles(path, ref)
  if (typeof loaded !== 'string') return loaded
  throw new ArtifactCorrupt({ digest: ref.digest, path, reason: loaded })
}

async function readFiles(path: string, ref: ArtifactRef): Promise<StoredArtifact | string> {
  try {
    const [manifest, arrays] = await Promise.all([
      readFile(join(path, manifestFile)),
      readFile(join(path, arraysFile)),
    ])
    return decodeArtifact(ref.digest, { manifest, arrays })
  } catch (error) {
    if (isMissing(error)) return 'a file of it is missing'
    throw error
  }
}
