import { writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { DatasetRef } from '@sluice/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newTestBucket, type TestBucket } from '../../testing/test-bucket.ts'
import type { Store } from '../store.ts'
import { collectionKey } from './s3-keys.ts'

let bucket: TestBucket
let store: Store

beforeEach(async () => {
  bucket = newTestBucket()
  store = await bucket.open()
})
afterEach(() => bucket.dispose())

const future = () => new Date(Date.now() + 60_000)
/** Servers keep whole seconds. */
const thisSecond = () => new Date(Math.floor(Date.now() / 1000) * 1000)

async function put(into: Store, content: string): Promise<DatasetRef> {
  const staged = await into.stage()
  await writeFile(staged.path, content)
  return { kind: 'dataset', rows: 1, schema: { columns: [] }, ...(await staged.commit()) }
}

test('more objects than one page lists are all seen, and a dry run removes none of them', async () => {
  const objects = await bucket.objects({ pageObjects: 10 })
  const paged = await bucket.open({ pageObjects: 10 })
  const numbers = Array.from({ length: 34 }, (_, i) => i.toString(16).padStart(64, '0')).values()
  const worker = async () => {
    for (const digest of numbers) {
      await objects.put(`datasets/${digest.slice(0, 2)}/${digest}.parquet`, Buffer.from('1'))
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  const all = { datasets: 34, artifacts: 0, bytes: 34 }
  expect(await paged.gc({ keep: new Set(), olderThan: future(), dryRun: true })).toEqual(all)
  expect(await paged.gc({ keep: new Set(), olderThan: future() })).toEqual(all)
  expect(await paged.gc({ keep: new Set(), olderThan: future() })).toMatchObject({ datasets: 0 })
  for await (const { key } of objects.list('')) expect.unreachable(key)
})

test('content that is saved while it is collected is there afterwards', async () => {
  const others = await Promise.all([bucket.open(), bucket.open()])
  const contents = Array.from({ length: 8 }, (_, i) => `contended ${i}`)
  let collected = 0
  for (let round = 0; round < 4; round += 1) {
    await Promise.all(contents.map(content => put(store, content)))
    const model = await store.save({ manifest: 'contended', arrays: {} })
    await pause(1100)
    const olderThan = thisSecond()
    const collecting = Promise.all(others.map(other => other.gc({ keep: new Set(), olderThan })))
    const refs = await Promise.all(contents.map((content, i) => pause(i * 3).then(() => put(store, content))))
    await others[0]?.save({ manifest: 'contended', arrays: {} })
    collected += (await collecting).reduce((sum, { datasets }) => sum + datasets, 0)
    for (const ref of [...refs, model]) await store.verify(ref)
  }
  // Otherwise nothing was contended.
  expect(collected).toBeGreaterThan(0)
})

test('who saves waits for a collector that is deciding', async () => {
  const ref = await put(store, 'decided about')
  const objects = await bucket.objects()
  await objects.put(collectionKey(ref), Buffer.from(''))
  let done = false
  const saving = put(store, 'decided about').then(() => {
    done = true
  })
  await pause(400)
  expect(done).toBe(false)
  await objects.remove(`datasets/${ref.digest.slice(0, 2)}/${ref.digest}.parquet`)
  await objects.remove(collectionKey(ref))
  await saving
  await store.verify(ref)
})

test('what a killed collector left is cleared by a later one', async () => {
  const ref = await put(store, 'left')
  await (await bucket.objects()).put(collectionKey(ref), Buffer.from(''))
  const limits = { keep: new Set<string>(), olderThan: future() }
  expect(await store.gc(limits)).toMatchObject({ datasets: 0 })
  expect(await store.gc(limits)).toMatchObject({ datasets: 1 })
  expect(await store.has(ref)).toBe(false)
})
