import { readdir, rm, writeFile } from 'node:fs/promises'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { mergeProfiles, rawSql, summarise, type DatasetProfile, type DatasetRef } from '@sluice/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSession, type OpenDataSession } from '../data/open-session.ts'
import { openStore } from '../store/local-store.ts'
import type { Store } from '../store/store.ts'
import { profileOf } from './profile-of.ts'

let root: string
let store: Store
let data: OpenDataSession

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-profile-'))
  store = await openStore(join(root, 'store'))
  data = await openSession({ store, scratchRoot: join(root, 'scratch'), threads: 2, memoryLimitBytes: 1e9 })
})
afterAll(async () => {
  await data.close()
  await rm(root, { recursive: true, force: true })
})

async function saved(query: string): Promise<{ ref: DatasetRef; profile: DatasetProfile }> {
  const ref = await data.save(rawSql(query))
  return { ref, profile: (await store.profile(ref.digest)) as DatasetProfile }
}
const column = async (query: string) => {
  const [found] = summarise((await saved(query)).profile)
  return found
}

describe('what is saved is profiled', () => {
  test.each([
    ['no rows', 'SELECT 1 AS x WHERE false', { rows: 0, missing: 0, distinct: 0, mean: null }],
    ['no rows of texts', "SELECT 'a' AS x WHERE false", { rows: 0, distinct: 0, length: null, min: null }],
    ['one row', 'SELECT 3 AS x', { rows: 1, mean: 3, distinct: 1 }],
    [
      'NaN is missing',
      "SELECT unnest([1, 'NaN'::DOUBLE, 'Infinity'::DOUBLE]) AS x",
      { missing: 1, infinite: 1, max: Infinity, mean: 1 },
    ],
    [
      'texts of several scripts',
      "SELECT unnest(['日本', '', NULL, 'grün', 'grün']) AS x",
      {
        missing: 1,
        empty: 1,
        distinct: 3,
        min: '',
        max: '日本',
        length: { min: 0, max: 4, mean: 2.5 },
        top: [
          { value: 'grün', count: 2 },
          { value: '', count: 1 },
          { value: '日本', count: 1 },
        ],
      },
    ],
    [
      'texts all missing',
      'SELECT NULL::VARCHAR AS x FROM range(3)',
      { rows: 3, missing: 3, missingShare: 1, length: null, top: [] },
    ],
    [
      'truth values',
      'SELECT unnest([true, NULL, false, true]) AS x',
      { missing: 1, yes: 2, no: 1, distinct: 2 },
    ],
    [
      'instants',
      "SELECT unnest([TIMESTAMP '1969-12-31 23:59:59.5', TIMESTAMP '2026-01-01', 'infinity'::TIMESTAMP, NULL]) AS x",
      {
        missing: 1,
        infinite: 1,
        min: '1969-12-31T23:59:59.500Z',
        max: '2026-01-01T00:00:00.000Z',
      },
    ],
    [
      'a frequent one among many',
      "SELECT CASE WHEN i % 4 = 0 THEN 'google' ELSE 'site ' || i END AS x FROM range(8000) t(i)",
      {
        top: [{ value: 'google', count: 2000 }],
        isExact: false,
      },
    ],
    [
      'identifiers',
      "SELECT 'AB-' || (10000 + i) AS x FROM range(5000) t(i)",
      { patterns: [{ pattern: 'AA-9{5}', share: 1 }] },
    ],
  ])('%s', async (_, query, expected) => {
    expect(await column(query)).toMatchObject(expected)
  })

  test('300 columns, with names that need quotes', async () => {
    const list = Array.from({ length: 300 }, (_, i) => `${i} + i AS "a ""${i}"`)
    const { profile } = await saved(`SELECT ${list.join(', ')} FROM range(10) t(i)`)
    expect(summarise(profile).map(({ name, distinct }) => `${name} ${distinct}`)).toContain('a "299 10')
  })

  test('numbers agree with the database', async () => {
    const query = 'SELECT (i * 7919 % 100003) ** 1.5 - 1e7 AS x FROM range(50000) t(i)'
    const { profile, ref } = await saved(query)
    const [expected] = await data.rows(
      rawSql(
        `SELECT avg(x) AS mean, var_pop(x) AS variance, min(x) AS min, max(x) AS max, count_if(x < 0) AS negatives FROM ${await tableOf(ref)}`,
      ),
    )
    const [found] = summarise(profile)
    for (const [name, value] of Object.entries(expected ?? {})) {
      expect((found as unknown as Record<string, number>)[name]! / Number(value), name).toBeCloseTo(1, 9)
    }
  })
})

async function tableOf(ref: DatasetRef): Promise<string> {
  return `read_parquet('${store.path(ref)}')`
}

describe('parts and wholes', () => {
  const rows =
    "SELECT i % 97 AS n, 'v' || (i % 300) AS t, i % 3 = 0 AS b, TIMESTAMP '2026-01-01' + INTERVAL (i) HOUR AS seen FROM range(3000) t(i)"

  test('the profile does not depend on the order of the rows', async () => {
    const one = await saved(rows)
    const other = await saved(`SELECT * FROM (${rows}) ORDER BY hash(n * 1000 + epoch(seen))`)
    expect(other.ref.digest).not.toBe(one.ref.digest)
    expect(other.profile).toEqual(one.profile)
  })

  test('profiles of parts give that of the whole', async () => {
    const parts = await Promise.all([0, 1, 2].map(k => saved(`SELECT * FROM (${rows}) WHERE n % 3 = ${k}`)))
    const merged = parts.map(({ profile }) => profile).reduce((a, b) => mergeProfiles(b, a))
    expect(merged).toEqual((await saved(rows)).profile)
  })

  test('one changed cell is another content', async () => {
    const changed = rows.replace('i % 97', 'CASE i WHEN 7 THEN 8 ELSE i % 97 END')
    expect((await saved(changed)).profile.content).not.toEqual((await saved(rows)).profile.content)
  })
})

describe('a profile that is not there', () => {
  test.each([
    ['was never made', async (path: string) => rm(path)],
    ['is damaged', async (path: string) => writeFile(path, 'half')],
  ])('is made again: it %s', async (what, spoil) => {
    const { ref, profile } = await saved(`SELECT i AS x, '${what}' AS why FROM range(10) t(i)`)
    const folder = dirname(store.path(ref))
    const name = (await readdir(folder)).find(each => each.startsWith(ref.digest) && each.includes('profile'))
    await spoil(join(folder, name as string))
    expect(await store.profile(ref.digest)).toBeUndefined()
    expect(await profileOf(store, ref, join(root, 'scratch'))).toEqual(profile)
    expect(await store.profile(ref.digest)).toEqual(profile)
  })
})
