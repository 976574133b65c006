import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { DatasetProfile, DatasetRef } from '@sluice/core'
import type { Store } from '../store/store.ts'
import { artifactStoreContract } from './artifact-store-contract.ts'
import type { ContractCase } from './contract-case.ts'

const absent: DatasetRef = {
  kind: 'dataset',
  digest: 'cd'.repeat(32),
  rows: 1,
  bytes: 4,
  schema: { columns: [] },
}
const future = () => new Date(Date.now() + 60_000)
const past = () => new Date(Date.now() - 60_000)

/** The beginning of a second that has just begun: stores may keep whole seconds. */
async function nextSecond(): Promise<Date> {
  await pause(1010 - (Date.now() % 1000))
  return new Date(Math.floor(Date.now() / 1000) * 1000)
}

const datasetCases: readonly ContractCase<Store>[] = [
  {
    name: 'a committed dataset is found under the SHA-256 of its bytes',
    async check(store) {
      const ref = await put(store, 'hello')
      assert.equal(ref.digest, createHash('sha256').update('hello').digest('hex'))
      assert.equal(ref.bytes, 5)
      assert.equal(await store.has(ref), true)
      await store.fetch(ref)
      assert.equal(await readFile(store.path(ref), 'utf8'), 'hello')
      await store.verify(ref)
    },
  },
  {
    name: 'equal bytes are kept once, also when committed at the same time',
    async check(store) {
      const refs = await Promise.all(Array.from({ length: 8 }, () => put(store, 'same')))
      assert.equal(new Set(refs.map(ref => store.path(ref))).size, 1)
      await store.verify(refs[0] as DatasetRef)
    },
  },
  {
    name: 'a dataset that is being written is not visible, and leaves nothing when discarded',
    async check(store) {
      const staged = await store.stage()
      await writeFile(staged.path, 'hello')
      const digest = createHash('sha256').update('hello').digest('hex')
      assert.equal(await store.has({ ...absent, digest, bytes: 5 }), false)
      await staged.discard()
      assert.equal(existsSync(staged.path), false)
      await staged.discard()
    },
  },
  {
    name: 'discarding after a commit keeps the dataset',
    async check(store) {
      const staged = await store.stage()
      await writeFile(staged.path, 'kept')
      const { digest, bytes } = await staged.commit()
      await staged.discard()
      await store.verify({ ...absent, digest, bytes })
    },
  },
  {
    name: 'what is not there is not found',
    async check(store) {
      assert.equal(await store.has(absent), false)
      await assert.rejects(store.fetch(absent), { code: 'dataset-not-found' })
      await assert.rejects(store.verify(absent), { code: 'dataset-not-found' })
      const artifact = { kind: 'artifact', digest: absent.digest } as const
      assert.equal(await store.has(artifact), false)
      await assert.rejects(store.verify(artifact), { code: 'artifact-not-found' })
    },
  },
  {
    name: 'a digest that is not one is refused before anything is touched',
    async check(store) {
      for (const digest of ['../../../etc/passwd', '', 'x'.repeat(64), `${'a'.repeat(63)}/`]) {
        const ref = { ...absent, digest }
        assert.throws(() => store.path(ref), { code: 'digest-invalid' })
        await assert.rejects(async () => store.fetch(ref), { code: 'digest-invalid' })
        await assert.rejects(async () => store.has(ref), { code: 'digest-invalid' })
      }
    },
  },
]

const profile: DatasetProfile = {
  format: 'sluice-profile',
  version: 1,
  rows: 2,
  content: { rows: 2, sum: '0'.repeat(16), xor: '0'.repeat(16), smallest: [] },
  columns: [{ name: 'ok', type: 'boolean', missing: 1, yes: 1 }],
}

const profileCases: readonly ContractCase<Store>[] = [
  {
    name: 'a profile is kept beside its dataset, can be replaced, and goes with it',
    async check(store) {
      const ref = await put(store, 'profiled')
      assert.equal(await store.profile(ref.digest), undefined)
      await store.keepProfile(ref.digest, profile)
      await store.keepProfile(ref.digest, { ...profile, rows: 3 })
      assert.deepEqual(await store.profile(ref.digest), { ...profile, rows: 3 })
      await store.verify(ref)
      await store.gc({ keep: new Set([ref.digest]), olderThan: future() })
      assert.notEqual(await store.profile(ref.digest), undefined)
      await store.gc({ keep: new Set(), olderThan: future() })
      assert.equal(await store.has(ref), false)
      assert.equal(await store.profile(ref.digest), undefined)
    },
  },
]

const gcCases: readonly ContractCase<Store>[] = [
  {
    name: 'garbage collection removes old content that is not kept, and nothing else',
    async check(store) {
      const [kept, dropped] = [await put(store, 'kept'), await put(store, 'dropped')]
      const model = await store.save({ manifest: 'kept', arrays: {} })
      const oldModel = await store.save({ manifest: 'dropped', arrays: { a: Float64Array.of(1) } })
      const keep = new Set([kept.digest, model.digest])
      const removed = await store.gc({ keep, olderThan: future() })
      assert.deepEqual([removed.datasets, removed.artifacts], [1, 1])
      assert.ok(removed.bytes > dropped.bytes)
      const found = await Promise.all([kept, dropped, model, oldModel].map(ref => store.has(ref)))
      assert.deepEqual(found, [true, false, true, false])
    },
  },
  {
    name: 'garbage collection leaves what is recent: a run may be about to refer to it',
    async check(store) {
      const dataset = await put(store, 'recent')
      const model = await store.save({ manifest: 'recent', arrays: {} })
      const removed = await store.gc({ keep: new Set(), olderThan: past() })
      assert.deepEqual(removed, { datasets: 0, artifacts: 0, bytes: 0 })
      await store.verify(dataset)
      await store.verify(model)
    },
  },
  {
    name: 'a dry run says what would go, and removes nothing',
    async check(store) {
      const dataset = await put(store, 'old')
      const model = await store.save({ manifest: 'old', arrays: {} })
      const options = { keep: new Set<string>(), olderThan: future() }
      const said = await store.gc({ ...options, dryRun: true })
      await store.verify(dataset)
      await store.verify(model)
      assert.deepEqual(await store.gc(options), said)
      assert.equal(await store.has(dataset), false)
    },
  },
  {
    name: 'content that is saved again is as good as new for garbage collection',
    async check(store) {
      const [again, once] = [await put(store, 'again'), await put(store, 'once')]
      const model = await store.save({ manifest: 'again', arrays: {} })
      const olderThan = await nextSecond()
      await put(store, 'again')
      await store.save({ manifest: 'again', arrays: {} })
      const removed = await store.gc({ keep: new Set(), olderThan })
      assert.deepEqual([removed.datasets, removed.artifacts], [1, 0])
      await store.verify(again)
      await store.verify(model)
      assert.equal(await store.has(once), false)
    },
  },
  {
    name: 'garbage collection leaves what is being written',
    async check(store) {
      const staged = await store.stage()
      await writeFile(staged.path, 'half')
      await store.gc({ keep: new Set(), olderThan: future() })
      const { digest, bytes } = await staged.commit()
      await store.verify({ ...absent, digest, bytes })
    },
  },
]

/** What every {@link Store} must do, with what every artifact store must do. */
export const storeContract: readonly ContractCase<Store>[] = [
  ...datasetCases,
  ...profileCases,
  ...gcCases,
  ...artifactStoreContract,
]

async function put(store: Store, content: string): Promise<DatasetRef> {
  const staged = await store.stage()
  await writeFile(staged.path, content)
  return { ...absent, ...(await staged.commit()) }
}
