import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sql } from '@sluice/core'
import { openStore } from '../store/local-store.ts'
import { openSession } from './open-session.ts'

const root = await mkdtemp(join(tmpdir(), 'sluice-save-'))
afterAll(() => rm(root, { recursive: true, force: true }))

const table = `
  CREATE TABLE t AS SELECT i AS id, hash(i) % 97 AS k, CASE WHEN hash(i) % 10 > 0 THEN hash(i) % 1000 / 7e0 END AS amount,
    'user' || (hash(i) % 5000) AS name, md5(i::VARCHAR) AS file_row_number
  FROM range(400_000) r(i)`

const queries = [
  'FROM t ORDER BY file_row_number',
  'FROM t WHERE k % 2 = 0 ORDER BY id',
  'FROM t WHERE k % 2 = 0',
  'SELECT t.* FROM t JOIN (SELECT DISTINCT k FROM t) USING (k) ORDER BY id',
  'SELECT k, count(*) AS n, max(amount) AS top FROM t GROUP BY k ORDER BY k',
  'FROM t LIMIT 150_000 OFFSET 77_777',
]

test('the digest depends on rows and their order only, not on threads, row groups or the source of the rows', async () => {
  const store = await openStore(root)
  const digests = new Map<number, readonly string[]>()
  for (const threads of [1, 2, 4]) {
    const data = await openSession({
      store,
      scratchRoot: join(root, 'scratch'),
      threads,
      memoryLimitBytes: 1e9,
    })
    await data.run(table)
    const found: string[] = []
    for (const query of queries) {
      const ref = await data.save(query)
      expect(
        createHash('sha256')
          .update(await readFile(store.path(ref)))
          .digest('hex'),
      ).toBe(ref.digest)
      const copied = await data.save(sql`FROM ${data.dataset(ref)}`)
      expect(copied).toEqual(ref)
      found.push(ref.digest)
    }
    digests.set(threads, found)
    await data.close()
  }
  expect(digests.get(2)).toEqual(digests.get(1))
  expect(digests.get(4)).toEqual(digests.get(1))
})
