import { request } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline, planOf, sql, step } from '@sluice/core'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openEngine } from '../../open-engine.ts'
import { parseExposition } from '../../testing/observe/parse-exposition.ts'
import { testEvents } from '../../testing/observer-contract.ts'
import { exposition } from './exposition.ts'
import { journalFigures } from './journal-figures.ts'
import { MetricsNotServed } from './metrics-not-served.ts'
import { prometheus } from './prometheus.ts'
import { serveMetrics, type MetricsServer, type MetricsServerOptions } from './serve-metrics.ts'

const servers: MetricsServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function serve(options: Partial<MetricsServerOptions> = {}): Promise<MetricsServer> {
  const server = await serveMetrics({ port: 0, text: () => 'up 1\n', ...options })
  servers.push(server)
  return server
}

/** A request with a Host of its own, which `fetch` does not allow. */
function get(url: string, headers: Record<string, string>, method = 'GET'): Promise<number | undefined> {
  return new Promise((done, fail) => {
    request(url, { headers, method }, response => {
      response.resume()
      done(response.statusCode)
    })
      .once('error', fail)
      .end()
  })
}

describe('the format', () => {
  test('labels and help are escaped, numbers are as Prometheus has them', () => {
    const text = exposition([
      {
        name: 'odd',
        type: 'gauge',
        help: 'a\\b\nc',
        samples: [
          { labels: { client: 'Größe "1"\\\n🛒' }, value: Infinity },
          { labels: {}, value: 1e21 },
        ],
      },
      { name: 'none', type: 'counter', help: 'nothing', samples: [] },
    ])
    expect(text).toBe(
      [
        '# HELP odd a\\\\b\\nc',
        '# TYPE odd gauge',
        'odd{client="Größe \\"1\\"\\\\\\n🛒"} +Inf',
        'odd 1e+21',
        '',
      ].join('\n'),
    )
    expect(parseExposition(text).get('odd')?.samples).toEqual([
      { name: 'odd', labels: { client: 'Größe "1"\\\n🛒' }, value: Infinity },
      { name: 'odd', labels: {}, value: 1e21 },
    ])
  })

  test('figures of events, and histograms whose buckets add up', () => {
    const observer = prometheus()
    for (const run of ['run-1', 'run-2']) for (const event of testEvents(run)) observer.observe(event)
    const families = parseExposition(observer.text())
    const of = { pipeline: 'propensity.refresh', deployment: 'acme' }
    expect(families.get('sluice_runs_total')).toEqual({
      type: 'counter',
      samples: [{ name: 'sluice_runs_total', labels: { ...of, status: 'succeeded' }, value: 2 }],
    })
    expect(families.get('sluice_step_retries_total')?.samples[0]).toMatchObject({
      labels: { ...of, step: 'extract', code: 'step-failed' },
      value: 2,
    })
    expect(families.get('sluice_step_rows_total')?.samples[0]?.value).toBe(6)
    expect(
      families.get('sluice_alerts_total')?.samples.map(({ labels, value }) => [labels['outcome'], value]),
    ).toEqual([
      ['sent', 2],
      ['failed', 2],
    ])
    const duration = families.get('sluice_step_duration_seconds')
    expect(duration?.type).toBe('histogram')
    const buckets = duration?.samples.filter(({ name }) => name.endsWith('_bucket')) ?? []
    expect(buckets.map(({ labels, value }) => [labels['le'], value])).toEqual([
      ...['0.01', '0.05', '0.1', '0.5', '1'].map(le => [le, 0]),
      ...['5', '10', '30', '60', '300', '900', '3600', '+Inf'].map(le => [le, 2]),
    ])
    expect(duration?.samples.slice(-2).map(({ name, value }) => [name, value])).toEqual([
      ['sluice_step_duration_seconds_sum', 4],
      ['sluice_step_duration_seconds_count', 2],
    ])
  })
})

test('a scrape over HTTP has the live figures and those of the journal', async () => {
  const root = await mkdtemp(join(tmpdir(), 'sluice-metrics-'))
  const live = prometheus()
  const engine = await openEngine({ root, env: {}, observe: [live] })
  try {
    const rows = step({ inputs: {}, run: (_inputs, { data }) => data.save(sql`SELECT 1 AS a`) })
    const broken = step({
      inputs: { rows },
      retry: { attempts: 1 },
      run: () => Promise.reject(new Error('no')),
    })
    for (const [deployment, steps] of [
      ['acme', { rows }],
      ['bolt', { rows, broken }],
    ] as const) {
      const shop = pipeline('shop', { params: z.object({}), steps: () => ({ ...steps }) })
      await engine.run([{ plan: planOf(shop, { deployment, params: {}, asOf: new Date('2026-03-02') }) }])
    }
    const journal = journalFigures(engine.journal, engine.schedules, engine.incidents)
    const { url } = await serve({ text: async () => live.text() + (await journal()) })
    const response = await fetch(url)
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const families = parseExposition(await response.text())
    expect(families.get('sluice_steps_total')?.samples.map(({ labels }) => labels)).toEqual([
      { pipeline: 'shop', deployment: 'acme', step: 'rows', status: 'succeeded' },
      { pipeline: 'shop', deployment: 'bolt', step: 'rows', status: 'memoised' },
      { pipeline: 'shop', deployment: 'bolt', step: 'broken', status: 'failed' },
    ])
    expect(families.get('sluice_incidents_open')?.samples).toEqual([
      { name: 'sluice_incidents_open', labels: { pipeline: 'shop', deployment: 'bolt' }, value: 1 },
    ])
    const last = families.get('sluice_last_run_timestamp_seconds')
    expect(new Set(last?.samples.map(({ labels }) => `${labels['deployment']} ${labels['status']}`))).toEqual(
      new Set(['acme succeeded', 'bolt failed']),
    )
    const success = families.get('sluice_last_success_timestamp_seconds')?.samples ?? []
    expect(success.map(({ labels }) => labels['deployment'])).toEqual(['acme'])
    expect(Math.abs((success[0]?.value ?? 0) - Date.now() / 1000)).toBeLessThan(60)
  } finally {
    await engine.close()
    await rm(root, { recursive: true, force: true })
  }
})

describe('who may ask', () => {
  test.each([
    ['its own address', {}, 200],
    ['another name of this machine', { host: 'localhost:1' }, 200],
    ['a name of somebody else that points here', { host: 'evil.example' }, 403],
  ])('without a token: %s', async (_who, headers, status) => {
    const { url } = await serve()
    expect(await get(url, headers)).toBe(status)
  })

  test.each([
    ['no token', {}, 401],
    ['another token', { authorization: 'Bearer other' }, 401],
    ['the token', { authorization: 'Bearer s3cret' }, 200],
    ['the token, by another name', { authorization: 'Bearer s3cret', host: 'worker-1.example' }, 200],
  ])('with a token: %s', async (_who, headers, status) => {
    const { url } = await serve({ token: 's3cret' })
    expect(await get(url, headers)).toBe(status)
  })

  test('other machines only with a token', async () => {
    const open = serveMetrics({ port: 0, host: '0.0.0.0', text: () => '' })
    await expect(open).rejects.toThrow(MetricsNotServed)
    await expect(serve({ host: '0.0.0.0', token: 's3cret' })).resolves.toMatchObject({})
  })
})

test('another path, another method, figures that cannot be read', async () => {
  const troubles: unknown[] = []
  const text = () => Promise.reject(new Error('the database is away'))
  const { url } = await serve({ text, onTrouble: error => troubles.push(error) })
  expect(await get(url.replace('/metrics', '/'), {})).toBe(404)
  expect(await get(url, {}, 'POST')).toBe(405)
  expect(await get(url, {})).toBe(503)
  expect(troubles).toEqual([new Error('the database is away')])
})

test('a port that somebody has is an error that says so', async () => {
  const { url } = await serve()
  const port = Number(new URL(url).port)
  await expect(serve({ port })).rejects.toThrow(`127.0.0.1 port ${port}: EADDRINUSE`)
})
