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

/** What a test run keeps: artifacts in memory, datasets in the folder of this process for test runs. */
export interface MemoryStore extends DatasetStore, ArtifactStore {}

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** Datasets that are written when somebody reads them. */
  readonly given: ReadonlyMap<string, GivenDataset>
  /** Where to look for what is not here. */
  readonly beside: (DatasetStore & ArtifactStore) | undefined
  /** A session to write given datasets with. */
  readonly session: () => Promise<OpenDataSession>
}

/**
 * Files of all test runs of this process, by their digests: sessions that serve several test runs find what they have
 * read before. It goes with the process.
 */
export const testFolder: string = join(tmpdir(), `sluice-test-run-${ownedName()}`)
process.once('exit', () => rmSync(testFolder, { recursive: true, force: true }))

/** Datasets that test runs of this process have saved, and those being written for them. */
const saved = new Set<string>()
const writing = new Map<string, Promise<void>>()
const fileOf = (digest: string) => join(testFolder, `${digest}.parquet`)

/** Opens a store for one test run. */
export function memoryStore({ given, beside, session }: MemoryStoreOptions): MemoryStore {
  const artifacts = new Map<string, ArtifactFiles>()
  const isBeside = (digest: string) => beside !== undefined && !given.has(digest) && !saved.has(digest)
  const store: MemoryStore = {
    async stage() {
      mkdirSync(testFolder, { recursive: true })
      const path = join(testFolder, `${ownedName()}.parquet`)
      return {
        path,
        async commit() {
          const facts = await fileFacts(path)
          await rename(path, fileOf(facts.digest))
          saved.add(facts.digest)
          return facts
        },
        discard: () => rm(path, { force: true }),
      }
    },
    path: ref => (beside !== undefined && isBeside(ref.digest) ? beside.path(ref) : fileOf(ref.digest)),
    async fetch(ref, until) {
      const rows = given.get(ref.digest)
      if (rows !== undefined) {
        const begun = writing.get(ref.digest) ?? writeGiven(rows, await session(), store)
        writing.set(ref.digest, begun)
        await begun
      } else if (beside !== undefined && isBeside(ref.digest)) await beside.fetch(ref, until)
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
  }
  return store
}

async function loadBeside(ref: ArtifactRef, beside: ArtifactStore | undefined): Promise<StoredArtifact> {
  if (beside !== undefined) return beside.load(ref)
  throw new ArtifactNotFound({ digest: ref.digest, path: 'the test run' })
}

async function writeGiven(given: GivenDataset, session: OpenDataSession, store: DatasetStore): Promise<void> {
  try {
    const writer = await session.writer('given', given.schema)
    await writer.write(tableOf(rowsOf(given), given.schema))
    await writer.close()
    const ref: DatasetRef = await session.save('SELECT * FROM given')
    await link(store.path(ref), fileOf(given.digest))
  } finally {
    await session.close()
  }
}
