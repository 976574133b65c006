import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rawSql, sql, type DatasetRef, type ModelArtifact } from '@sluice/core'
import { openSession, openStore, type OpenDataSession } from '@sluice/engine'
import { errorBound, isExact } from '@sluice/expr'
import { generatedRowsSql } from './generated-rows.ts'
import { postgresRows, scoredInPostgres } from './postgres-rows.ts'
import { modelNames, preparedModels } from './prepared-models.ts'
import { scoreDifferences } from './score-differences.ts'
import { rawRows, scoredInDuckDB, scoredInJs, type ScoredInJs, type ScoredRows } from './scored-rows.ts'

const count = 1_000_000
// PostgreSQL takes about 60 µs for a row of the largest model; SLUICE_PARITY_ALL=1 scores every row there too.
const countInPostgres = process.env['SLUICE_PARITY_ALL'] === undefined ? 100_000 : count
const checkedByBound = 2000
const url = process.env['SLUICE_TEST_POSTGRES']
const outputs = ['margin', 'probability', 'decision'] as const

let root: string
let data: OpenDataSession
let rows: DatasetRef
let models: readonly ModelArtifact[]
let scores: readonly ScoredInJs[]

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-parity-'))
  const store = await openStore(join(root, 'store'))
  data = await openSession({ store, scratchRoot: join(root, 'scratch'), threads: 2, memoryLimitBytes: 1e9 })
  models = await preparedModels(data)
  rows = await data.save(rawSql(generatedRowsSql({ first: 0, rows: count, wild: true })))
  scores = await scoredInJs(models, rows, data)
}, 120_000)

afterAll(async () => {
  await data.close()
  await rm(root, { recursive: true, force: true })
})

describe.each(modelNames)('a million rows through the whole pipeline "%s"', name => {
  const fitted = () => {
    const i = models.findIndex(model => model.name === name)
    return { model: models[i] as ModelArtifact, ...(scores[i] as ScoredInJs) }
  }

  test('get a margin each, and both decisions where there are decisions', () => {
    const { model, single } = fitted()
    const decided = [...new Set(single.decision)].toSorted((a, b) => a - b)
    expect(single.margin.length).toBe(count)
    expect(single.margin.findIndex(Number.isNaN)).toBe(-1)
    expect(new Set(single.margin.subarray(0, 10_000)).size).toBeGreaterThan(1000)
    expect(decided).toEqual(model.threshold === undefined ? [2] : [0, 1])
  })

  test.each(outputs)('row by row and in batches: %s has the same bits', output => {
    const { single, batch } = fitted()
    expect(scoreDifferences(output, batch, single)).toEqual({ rows: 0, largest: 0 })
  })

  test('in DuckDB: the same bits, where exp and log1p take part within their error', async () => {
    const { model, single } = fitted()
    await expectParity(model, await scoredInDuckDB(model, rows, data), single)
  })
})

describe('in PostgreSQL', () => {
  test.skipIf(url === undefined && process.env['CI'] === undefined)(
    'the same bits, where exp and log1p take part within their error',
    async () => {
      if (url === undefined) throw new Error('SLUICE_TEST_POSTGRES is not set: npm test starts a PostgreSQL')
      const client = await postgresRows(url, { rows, count: countInPostgres, data })
      for (const [i, model] of models.entries()) {
        const found = await scoredInPostgres(model, client, countInPostgres)
        await expectParity(model, found, (scores[i] as ScoredInJs).single)
      }
      await client.end()
    },
    300_000,
  )
})

/** What only exact operations make must be the same; the rest as near as their errors, carried on, allow. */
async function expectParity(model: ModelArtifact, found: ScoredRows, expected: ScoredRows): Promise<void> {
  for (const output of outputs) {
    const { rows: differing, first, largest } = scoreDifferences(output, found, expected)
    const where = `${output} of "${model.name}"`
    if (isExact(model.expressions[output])) {
      expect({ where, differing, first }).toEqual({ where, differing: 0 })
    } else if (output !== 'decision') {
      expect(largest, where).toBeLessThan(1e-13)
    }
  }
  if (!isExact(model.expressions.margin)) expect(await beyondBound(model, found, expected)).toEqual([])
}

/** Outputs further away than their error bound, of rows evenly taken from all that differ, and of all decided otherwise. */
async function beyondBound(
  model: ModelArtifact,
  found: ScoredRows,
  expected: ScoredRows,
): Promise<readonly string[]> {
  const all = Array.from(found.margin.keys())
  const differs = (output: keyof ScoredRows) => (i: number) => found[output][i] !== expected[output][i]
  const differing = all.filter(i => outputs.some(output => differs(output)(i)))
  const step = Math.max(1, Math.floor(differing.length / checkedByBound))
  const list = new Set([...differing.filter((_, i) => i % step === 0), ...all.filter(differs('decision'))])
  if (list.size === 0) return []
  const wrong: string[] = []
  const wanted = sql`SELECT * FROM ${data.dataset(rows)} WHERE id IN (${rawSql([...list].join(', '))})`
  for await (const chunk of data.chunks(wanted)) {
    for (const row of rawRows(chunk)) {
      const i = row['id'] as number
      for (const output of outputs) {
        const difference = Math.abs((found[output][i] as number) - (expected[output][i] as number))
        const bound = difference === 0 ? 0 : errorBound(model.expressions[output], row)
        if (!(difference <= bound)) wrong.push(`row ${i}: ${output} is ${difference} away, allowed ${bound}`)
      }
    }
  }
  return wrong
}
