import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  env,
  map,
  pipeline,
  planOf,
  sql,
  step,
  type DatasetRef,
  type FailurePolicy,
  type StepOptions,
} from '@sluice/core'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { openEngine } from '../open-engine.ts'
import { fakeClock } from './fake-clock.ts'
import { fixture } from './fixture.ts'
import { dataset } from './given-dataset.ts'
import { testRun } from './test-run.ts'

const spending = pipeline('spending', {
  params: z.object({ rate: z.number().default(1) }),
  steps: ({ params }) => {
    const pull = step({
      inputs: {},
      keyed: 'run',
      run: async (_, { fetch, secret }) => {
        const answer = await fetch('https://ads.example/spend', { headers: { key: secret(env('ADS_KEY')) } })
        return Number(await answer.text())
      },
    })
    const euros = step({
      inputs: { pull },
      definition: params,
      run: ({ pull: spent }) => spent * params.rate,
    })
    const report = step({
      inputs: { euros },
      run: ({ euros: spent }, { now, log }) => {
        log('made', { spent })
        return { text: `spent ${spent}`, at: now().toISOString() }
      },
      check: async ({ text }) => [
        {
          check: 'positive',
          severity: 'block',
          status: text.includes('-') ? 'failed' : 'passed',
          subject: 'report',
          message: text,
        },
      ],
    })
    const sent = step({ inputs: { report }, keyed: 'effect', run: ({ report: { text } }) => text.length })
    return { pull, euros, report, sent }
  },
})

/** Totals of events that `raw` reads. */
function eventsFrom(read: StepOptions<Record<string, never>, DatasetRef>['run']) {
  return pipeline('events', {
    params: z.object({}),
    steps: () => {
      const raw = step({ inputs: {}, keyed: 'run', run: read })
      const totals = step({
        inputs: { raw },
        run: ({ raw: ref }, { data }) =>
          data.save(
            sql`SELECT client, sum(spent) AS spent FROM ${data.dataset(ref)} GROUP BY client ORDER BY client`,
          ),
      })
      const best = step({
        inputs: { totals },
        run: async ({ totals: ref }, { data }) => {
          const [row] = await data.rows<{ client: string }>(
            sql`SELECT client FROM ${data.dataset(ref)} ORDER BY spent DESC`,
          )
          return row?.client ?? null
        },
      })
      return { raw, totals, best }
    },
  })
}

const events = eventsFrom(() => Promise.reject(new Error('the warehouse is away')))

describe('a test run', () => {
  test('runs every step with a network, secrets and a clock of the test', async () => {
    const asked: unknown[] = []
    const clock = fakeClock(new Date('2026-03-02T06:00:00Z'))
    clock.advance(60_000)
    const { outputs, status, logs, checks } = await testRun(spending, {
      params: { rate: 2 },
      secrets: { ADS_KEY: 'k-123' },
      now: clock.now,
      fetch: async (url, init) => {
        asked.push([url, init?.headers])
        return new Response('21')
      },
    })
    expect(asked).toEqual([['https://ads.example/spend', { key: 'k-123' }]])
    expect(outputs.report).toEqual({ text: 'spent 42', at: '2026-03-02T06:01:00.000Z' })
    expect(status).toEqual({ pull: 'succeeded', euros: 'succeeded', report: 'succeeded', sent: 'succeeded' })
    expect(logs).toEqual([{ step: 'report', message: 'made', fields: { spent: 42 } }])
    expect(checks.report).toMatchObject([{ check: 'positive', status: 'passed' }])
    expectTypeOf(outputs.euros).toEqualTypeOf<number>()
    expectTypeOf(outputs.report.text).toEqualTypeOf<string>()
  })

  test('takes given outputs instead of running steps, and leaves out what only they need', async () => {
    const { outputs, status } = await testRun(spending, { given: { euros: 7 } })
    expect(status).toEqual({ pull: 'unneeded', euros: 'given', report: 'succeeded', sent: 'succeeded' })
    expect(outputs.sent).toBe(7)
    expect(() => outputs.pull).toThrow(expect.objectContaining({ code: 'output-not-there' }) as Error)
  })

  test('runs one step alone when what it needs is given', async () => {
    const { outputs, status } = await testRun(spending, { given: { pull: 3 }, only: ['euros'] })
    expect([outputs.euros, status.report]).toEqual([3, 'unneeded'])
    const missing = testRun(spending, { only: ['report'] })
    await expect(missing).rejects.toMatchObject({ code: 'output-not-there', step: 'euros' })
  })

  test('a blocking check stops what is downstream', async () => {
    const { outputs, status } = await testRun(spending, { given: { euros: -1 } })
    expect(status).toMatchObject({ report: 'blocked', sent: 'skipped' })
    expect(outputs.report.text).toBe('spent -1')
    expect(() => outputs.sent).toThrow('it was skipped')
  })

  test('refuses a request that nobody answers, and a secret that nobody gave', async () => {
    const secrets = { ADS_KEY: 'x' }
    await expect(testRun(spending, { secrets })).rejects.toMatchObject({
      code: 'request-not-expected',
      step: 'pull',
      url: 'https://ads.example/spend',
    })
    await expect(testRun(spending)).rejects.toMatchObject({ code: 'secret-missing' })
  })

  test('names the step that threw', async () => {
    await expect(testRun(events)).rejects.toThrow(
      'step "raw" of deployment "test" threw Error: the warehouse is away',
    )
  })

  test('refuses names that are no steps', async () => {
    await expect(testRun(spending, { given: { pul: 1 } as object })).rejects.toThrow(
      'spending has the steps pull, euros, report, sent',
    )
  })

  test('keeps what a step returns as the journal does', async () => {
    const odd = pipeline('odd', {
      params: z.object({}),
      steps: () => ({ odd: step({ inputs: {}, run: () => ({ bad: Number.NaN }) }) }),
    })
    await expect(testRun(odd)).rejects.toMatchObject({ code: 'output-invalid', step: 'odd' })
  })
})

describe('maps', () => {
  const pulled = (onFailure: FailurePolicy) =>
    pipeline('pulled', {
      params: z.object({}),
      steps: () => {
        const accounts = step({ inputs: {}, keyed: 'run', run: () => [{ id: 'b' }, { id: 'a' }] })
        const pulls = map({
          over: accounts,
          key: 'id',
          each: ({ id }) =>
            step({
              inputs: {},
              keyed: 'run',
              run: async (_, { fetch }) => (await fetch(`https://ads/${id}`)).text(),
            }),
          onFailure,
        })
        const count = step({ inputs: { pulls }, run: ({ pulls: results }) => results.length })
        return { accounts, pulls, count }
      },
    })
  const fetchFrom = (answers: Readonly<Record<string, string>>) => async (url: unknown) => {
    const answer = answers[String(url).slice('https://ads/'.length)]
    if (answer === undefined) throw new Error('the account is closed')
    return new Response(answer)
  }

  test('steps of elements run when the elements are known', async () => {
    const { outputs, status } = await testRun(pulled('block'), { fetch: fetchFrom({ a: '1', b: '2' }) })
    expect(outputs.pulls).toEqual([
      { key: 'a', status: 'succeeded', output: '1' },
      { key: 'b', status: 'succeeded', output: '2' },
    ])
    expect([outputs.count, status['pulls[a]' as 'pulls']]).toEqual([2, 'succeeded'])
  })

  test('an element that fails ends the test run, unless its map goes on without it', async () => {
    const fetch = fetchFrom({ b: '2' })
    await expect(testRun(pulled('block'), { fetch })).rejects.toThrow(
      'step "pulls[a]" of deployment "test" threw',
    )
    const { outputs, status } = await testRun(pulled({ atMost: 1 }), { fetch })
    expect(outputs.pulls).toMatchObject([
      { key: 'a', status: 'failed' },
      { key: 'b', output: '2' },
    ])
    expect(status['pulls[a]' as 'pulls']).toBe('failed')
    await expect(testRun(pulled({ atMost: 0 }), { fetch })).rejects.toMatchObject({ code: 'elements-failed' })
  })

  test('the results of a map can be given', async () => {
    const given = { pulls: [{ key: 'x', status: 'succeeded', output: '9' }] } as const
    const { outputs, status } = await testRun(pulled('block'), { given })
    expect([outputs.count, status.accounts]).toEqual([1, 'unneeded'])
  })
})

describe('data', () => {
  const at = new Date('2026-03-01T10:00:00.123Z')

  test('given rows are read as a dataset, and datasets of steps as rows', async () => {
    const raw = dataset([
      { client: 'b', spent: 2, at, vip: true },
      { client: 'a', spent: 1, at: null, vip: null },
      { client: 'b', spent: null, at, vip: false },
    ])
    const run = await testRun(events, { given: { raw } })
    expect(await run.rows(run.outputs.totals)).toEqual([
      { client: 'a', spent: 1 },
      { client: 'b', spent: 2 },
    ])
    expect(run.outputs.best).toBe('b')
    expect(await run.rows(raw)).toEqual([
      { client: 'b', spent: 2, at, vip: true },
      { client: 'a', spent: 1, at: null, vip: null },
      { client: 'b', spent: null, at, vip: false },
    ])
  })

  test('nothing is written when no step touches data', () => {
    const script = `
      import { existsSync } from 'node:fs'
      import { pipeline, step } from '@sluice/core'
      import { z } from 'zod'
      import { testFolder } from '${join(import.meta.dirname, 'memory-store.ts')}'
      import { testRun } from '${join(import.meta.dirname, 'test-run.ts')}'
      const steps = touch => () => ({ one: step({ inputs: {}, run: (_, { data }) => touch ? data.save('SELECT 1 AS a') : 1 }) })
      const found = []
      for (const touch of [false, true]) {
        await testRun(pipeline('p', { params: z.object({}), steps: steps(touch) }))
        found.push(existsSync(testFolder))
      }
      console.log(JSON.stringify([...found, testFolder]))`
    const args = ['--conditions=@sluice/source', '--input-type=module', '--eval', script]
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    })
    expect(stderr).not.toContain('Error')
    const [untouched, touched, folder] = JSON.parse(stdout) as [boolean, boolean, string]
    // The folder goes with the process.
    expect([untouched, touched, existsSync(folder)]).toEqual([false, true, false])
  })

  test('steps share a DuckDB, and see nothing of each other in it', async () => {
    const visible = (name: string, make: string) =>
      pipeline(name, {
        params: z.object({}),
        steps: () => ({
          it: step({
            inputs: {},
            run: async (_, { data }) => {
              const before = await data.rows(
                `SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal`,
              )
              await data.run(make)
              return [before.length, await data.rows('SELECT * FROM shared')]
            },
          }),
        }),
      })
    const makes = [
      'CREATE TABLE',
      'CREATE VIEW',
      'CREATE TEMP TABLE',
      'CREATE TABLE',
      'create or replace temp view',
    ]
    for (const make of makes) {
      const { outputs } = await testRun(visible('visible', `${make} shared AS SELECT 1 AS a`))
      expect(outputs.it).toEqual([0, [{ a: 1 }]])
    }
    const broken = testRun(visible('broken', 'SELECT * FROM nothing'))
    await expect(broken).rejects.toMatchObject({ code: 'sql-failed' })
    const runs = Array.from({ length: 4 }, () =>
      testRun(visible('together', 'CREATE TABLE shared AS SELECT 1 AS a')),
    )
    for (const { outputs } of await Promise.all(runs)) expect(outputs.it).toEqual([0, [{ a: 1 }]])
  })

  test('a column without a type, or with two, is refused', () => {
    expect(() => dataset([{ a: null }])).toThrow("dataset(rows, { a: 'number' })")
    expect(dataset([{ a: null }], { a: 'number' }).schema.columns).toEqual([
      { name: 'a', type: 'number', nullable: true },
    ])
    expect(() => dataset([{ a: 1 }, { a: 'x' }])).toThrow('values of type number and text')
  })

  test('checks of an extract see the history that the test gives', async () => {
    const counted = pipeline('counted', {
      params: z.object({}),
      steps: () => ({
        counted: step({
          inputs: {},
          run: () => 5,
          check: async (rows, _, { history }) => {
            const past = await history.read('rows')
            await history.record('rows', rows)
            const usual = past.reduce((sum, { value }) => sum + value, 0) / Math.max(1, past.length)
            const status = past.length === 0 || rows > usual / 2 ? 'passed' : 'failed'
            return [
              { check: 'volume', severity: 'block', status, subject: 'rows', message: `${rows} of ${usual}` },
            ]
          },
        }),
      }),
    })
    expect((await testRun(counted)).status.counted).toBe('succeeded')
    const { status, metrics } = await testRun(counted, { history: { counted: { rows: [100, 120] } } })
    expect([status.counted, metrics['counted']]).toEqual(['blocked', { rows: 5 }])
  })

  test('models, artifacts and the ledger are there, and in memory', async () => {
    const trained = pipeline('trained', {
      params: z.object({}),
      steps: () => ({
        fit: step({
          inputs: {},
          keyed: 'run',
          run: async (_, { artifacts, models, run }) => {
            const artifact = await artifacts.save({ manifest: { a: 1 }, arrays: { w: Float64Array.of(-0) } })
            const { version } = await models.register({ model: 'm', artifact, run: run.id, metrics: {} })
            return { artifact, version }
          },
        }),
      }),
    })
    const { outputs, artifacts, models } = await testRun(trained)
    expect(outputs.fit.version).toBe(1)
    expect(await artifacts.load(outputs.fit.artifact)).toMatchObject({ manifest: { a: 1 } })
    expect(await models.models()).toEqual(['m'])
  })
})

describe('a past run as a fixture', () => {
  test('gives a step its real inputs, and the step runs alone', async () => {
    const root = mkdtempSync(join(tmpdir(), 'sluice-fixture-'))
    try {
      const real = eventsFrom((_, { data }) =>
        data.save(`SELECT 'x' AS client, 3.0 AS spent UNION ALL SELECT 'y', 4.0`),
      )
      const engine = await openEngine({ root, env: {} })
      const plan = planOf(real, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02') })
      const [summary] = await engine.run([{ plan }])
      await engine.close()
      const from = await fixture(root, summary?.run ?? '', 'totals')
      const run = await testRun(events, { from })
      expect(run.status).toEqual({ raw: 'given', totals: 'succeeded', best: 'unneeded' })
      expect(await run.rows(run.outputs.totals)).toEqual([
        { client: 'x', spent: 3 },
        { client: 'y', spent: 4 },
      ])
      await expect(fixture(root, 'no-such-run', 'totals')).rejects.toMatchObject({ code: 'run-not-found' })
      await expect(fixture(root, summary?.run ?? '', 'x')).rejects.toThrow(
        'it has the steps raw, totals, best, and not "x"',
      )
      await expect(fixture(join(root, 'nowhere'), 'r', 's')).rejects.toThrow('there is no journal')
      expect(existsSync(join(root, 'nowhere'))).toBe(false)
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })
})

test('ten steps take milliseconds', async () => {
  const chain = pipeline('chain', {
    params: z.object({}),
    steps: () => {
      const first = step({ inputs: {}, run: () => 1 })
      const steps = [first]
      for (let i = 1; i < 10; i += 1) {
        const [last] = steps.slice(-1)
        steps.push(step({ inputs: { last: last ?? first }, run: ({ last: value }) => value + 1 }))
      }
      return Object.fromEntries(steps.map((each, i) => [`s${i}`, each]))
    },
  })
  await testRun(chain)
  const started = performance.now()
  const { outputs } = await testRun(chain)
  expect(outputs['s9']).toBe(10)
  expect(performance.now() - started).toBeLessThan(50)
})
