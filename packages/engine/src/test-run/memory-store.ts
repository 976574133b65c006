import { mkdirSync, rmSync } from 'node:fs'
import { link, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ArtifactRef, ArtifactStore, DatasetRef, StoredArtifact } from '@sluice/core'
import type { OpenDataSession } from '../data/open-session.ts'
import { ArtifactNotFound } from '../store/artifact-not-found.ts'
import { decodeArtifact, encodeArtifact, type ArtifactFiles } from '../store/artifact-files.ts'
import { DatasetNotFound } from '../store/dataset-not-found.ts'
import { fileFacts, statOf } from '../store/durable-file.ts'
import { ownedName } from '../store/owned-name.ts'
import type { DatasetStore } from '../store/store.ts'
import { rowsOf, type GivenDataset } from './given-dataset.ts'
import { tableOf } from './given-table.ts'

/** What a test run keeps: artifacts in memory, datasets in a folder that is made for the first of them. */
export interface MemoryStore extends DatasetStore, ArtifactStore {
  /** Where the folder is, or will be. */
  readonly root: string
  close(): void
}

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** Datasets that are written when somebody reads them. */
  readonly given: ReadonlyMap<string, GivenDataset>
  /** Where to look for what is not here. */
  readonly beside: (DatasetStore & ArtifactStore) | undefined
  /** A session to write given datasets with. */
  readonly session: () => Promise<OpenDataSession>
}

const folders = new Set<string>()
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Opens an empty store. */
export function memoryStore({ given, beside, session }: MemoryStoreOptions): MemoryStore {
  const artifacts = new Map<string, ArtifactFiles>()
  const own = new Set<string>(given.keys())
  const writing = new Map<string, Promise<void>>()
  const root = join(tmpdir(), `sluice-test-run-${ownedName()}`)
  const fileOf = (digest: string) => join(root, `${digest}.parquet`)
  folders.add(root)
  const store: MemoryStore = {
    root,
    async stage() {
      mkdirSync(root, { recursive: true })
      const path = join(root, `${ownedName()}.parquet`)
      return {
        path,
        async commit() {
          const facts = await fileFacts(path)
          await rename(path, fileOf(facts.digest))
          own.add(facts.digest)
          return facts
        },
        discard: () => rm(path, { force: true }),
      }
    },
    path: ref => (own.has(ref.digest) || beside === undefined ? fileOf(ref.digest) : beside.path(ref)),
    async fetch(ref, until) {
      const rows = given.get(ref.digest)
      if (rows !== undefined) {
        const begun = writing.get(ref.digest) ?? writeGiven(rows, await session(), store, fileOf(ref.digest))
        writing.set(ref.digest, begun)
        await begun
      } else if (!own.has(ref.digest) && beside !== undefined) await beside.fetch(ref, until)
      else if ((await statOf(fileOf(ref.digest))) === undefined) {
        throw new DatasetNotFound({ digest: ref.digest, path: 'the test run' })
      }
    },
    async save(artifact) {
      const files = encodeArtifact(artifact)
      artifacts.set(files.digest, files)
      return { kind: 'artifact', digest: files.digest }
    },
    async load(ref) {
      const files = artifacts.get(ref.digest)
      if (files !== undefined) return decodeArtifact(ref.digest, files) as StoredArtifact
      return loadBeside(ref, beside)
    },
    close() {
      folders.delete(root)
      rmSync(root, { recursive: true, force: true })
    },
  }
  return store
}

async function loadBeside(ref: ArtifactRef, beside: ArtifactStore | undefined): Promise<StoredArtifact> {
  if (beside !== undefined) return beside.load(ref)
  throw new ArtifactNotFound({ digest: ref.digest, path: 'the test run' })
}

async function writeGiven(
  given: GivenDataset,
  session: OpenDataSession,
  store: DatasetStore,
  path: string,
): Promise<void> {
  const table = `given_${given.digest.slice(0, 16)}`
  const writer = await session.writer(table, given.schema)
  await writer.write(tableOf(rowsOf(given), given.schema))
  await writer.close()
  const saved: DatasetRef = await session.save(`SELECT * FROM ${table}`)
  await link(store.path(saved), path).catch(error => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
}
