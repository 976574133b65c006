import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStoreAt } from './open-store-at.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-store-at-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const ref = { kind: 'dataset', digest: 'ab'.repeat(32), rows: 1, bytes: 1, schema: { columns: [] } } as const

test.each([
  [() => undefined, 'store'],
  [() => join(root, 'other'), 'other'],
  [() => 's3://bucket/prefix', 'cache'],
])('%s: datasets are read in %s', async (place, folder) => {
  const store = await openStoreAt(place(), { root, env: {}, now: () => new Date() })
  expect(store.path(ref)).toBe(join(root, folder, 'datasets', 'ab', `${ref.digest}.parquet`))
})

test.each(['0', '-1', 'plenty', '1.5'])('SLUICE_CACHE_BYTES=%s is refused', async bytes => {
  const opening = openStoreAt('s3://bucket', {
    root,
    env: { SLUICE_CACHE_BYTES: bytes },
    now: () => new Date(),
  })
  await expect(opening).rejects.toMatchObject({ code: 'store-invalid' })
  await expect(opening).rejects.toThrow(`SLUICE_CACHE_BYTES="${bytes}"`)
})
