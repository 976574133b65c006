import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ContentRef } from '../content-address.ts'
import { openCache, type DatasetCache } from './dataset-cache.ts'

const maxBytes = 10
let root: string
let cache: DatasetCache
let clock = Date.UTC(2026, 0, 1)

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-cache-'))
  cache = await openCache(root, maxBytes, tick)
})
afterEach(() => rm(root, { recursive: true, force: true }))

const tick = () => new Date((clock += 1000))
const refs = ['a', 'b', 'c'].map((letter): ContentRef => ({ kind: 'dataset', digest: letter.repeat(64) }))
const [a, b, c] = refs as [ContentRef, ContentRef, ContentRef]
const present = () => refs.map(ref => existsSync(cache.path(ref)))

async function add(ref: ContentRef): Promise<void> {
  const file = cache.temporary()
  await writeFile(file, 'x'.repeat(6))
  await cache.add(ref, file)
  await cache.use(ref)
}

test('above its limit the least recently used copies go', async () => {
  await add(a)
  await add(b)
  expect(present()).toEqual([false, true, false])
  await add(c)
  expect(present()).toEqual([false, false, true])
})

test('a copy in use stays until it is no longer used, also for another process', async () => {
  await add(a)
  const [first, second] = [new AbortController(), new AbortController()]
  expect(await cache.use(a, first.signal)).toBe(6)
  expect(await cache.use(a, second.signal)).toBe(6)
  const other = await openCache(root, maxBytes, tick)
  await add(b)
  await other.trim()
  expect(present()[0]).toBe(true)
  first.abort()
  await other.trim()
  expect(present()[0]).toBe(true)
  second.abort()
  await expect.poll(() => readdir(join(root, 'pins'))).toEqual([])
  await add(b)
  await add(c)
  expect(present()).toEqual([false, false, true])
})

test('what is not there cannot be used', async () => {
  expect(await cache.use(a)).toBeUndefined()
  expect(await cache.use(a, new AbortController().signal)).toBeUndefined()
  expect(await readdir(join(root, 'pins'))).toEqual([])
})
