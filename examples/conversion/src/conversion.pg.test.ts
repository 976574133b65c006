import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, hasPostgres, type TestDatabase } from '@sluice/connectors/testing'
import { renderAlert } from '@sluice/core'
import type { RunSummary } from '@sluice/engine'
import { killedRefresh } from './demo/killed-refresh.ts'
import { runDemo, type DemoFacts } from './demo/run-demo.ts'
import { openProject, planFor, runOne } from './project.ts'

const people = 2500
const second = new Date('2026-03-09T00:00:00Z')

describe.runIf(hasPostgres)('conversion, from raw logs to the table of the campaigns', () => {
  let folder: string
  let database: TestDatabase
  let facts: DemoFacts
  const told: string[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-conversion-'))
    database = await createTestDatabase()
    facts = await runDemo({
      folder,
      database: database.url,
      seed: 11,
      people,
      narrate: text => void told.push(text),
    })
  }, 240_000)
  afterAll(async () => {
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  })

  test('people are ranked nearly as well as by their true probabilities, in both intervals', () => {
    expect(Object.keys(facts.truth)).toEqual(['2026-03-02', '2026-03-09'])
    for (const { auc, bestAuc } of Object.values(facts.truth)) {
      expect(bestAuc).toBeGreaterThan(0.75)
      expect(auc).toBeGreaterThan(bestAuc - 0.04)
    }
  })

  test('probabilities are near the true ones', () => {
    expect(facts.evaluation.ece).toBeLessThan(0.02)
    for (const { error, meanScore, meanTruth } of Object.values(facts.truth)) {
      expect(meanScore / meanTruth).toBeGreaterThan(0.85)
      expect(meanScore / meanTruth).toBeLessThan(1.18)
      expect(error).toBeLessThan(0.025)
    }
  })

  test('decisions cost less than to contact everybody or nobody, and say why', () => {
    for (const { cost } of Object.values(facts.truth)) {
      expect(cost.decided).toBeLessThan(0.75 * Math.min(cost.everybody, cost.nobody))
    }
    expect(facts.threshold).toMatch(
      /^a false positive costs 1 and a false negative 20; the cost per row is least/,
    )
  })

  test('a person has one row per interval, after a kill and after an interval done again', () => {
    expect(told.join('\n')).toMatch(/the process ended by SIGKILL/)
    expect(facts.intervals.map(({ scoredFor, rows, users }) => [scoredFor, rows, users])).toEqual([
      ['2026-03-02', people, people],
      ['2026-03-09', people, people],
    ])
    // The kill came after the commit: the delivery is told as it was, not made again.
    expect(facts.resumed).toMatchObject({ rows: people, sent: people })
  })

  test('lines that came in late do not change an interval that is done again', () => {
    expect(facts.again).toMatchObject({ rows: people, sent: 0, unchanged: people, rejected: 0 })
  })

  const rowsOf = (day: string) =>
    database
      .query(
        `SELECT count(*)::int AS rows, count(DISTINCT user_id)::int AS users FROM conversion_audience WHERE scored_for = $1`,
        [new Date(`${day}T00:00:00Z`)],
      )
      .then(([row]) => row)

  test('a process that is killed before the commit leaves nothing, and the next one all rows once', async () => {
    const asOf = '2026-03-08T00:00:00.000Z'
    const task = {
      folder,
      logs: join(folder, 'logs'),
      database: database.url,
      asOf,
      dieAt: 'delivery-staged',
    }
    expect(await killedRefresh(task)).toEqual({ signal: 'SIGKILL' })
    expect(await rowsOf('2026-03-08')).toEqual({ rows: 0, users: 0 })
    const { run } = await refreshOver(join(folder, 'logs'), new Date(asOf))
    expect(run.status).toBe('succeeded')
    expect(await rowsOf('2026-03-08')).toEqual({ rows: people, users: people })
  })

  async function refreshOver(
    logs: string,
    asOf: Date,
    mapping: Parameters<typeof planFor>[2]['mapping'] = {},
  ) {
    const alerts: string[] = []
    const sink = {
      kind: 'test',
      send: (alert: Parameters<typeof renderAlert>[0]) =>
        Promise.resolve(void alerts.push(renderAlert(alert))),
    }
    const engine = await openProject({ folder, database: database.url, alerts: [sink] })
    try {
      const run: RunSummary = await runOne(engine, planFor('refresh', asOf, { logs, mapping }))
      return { run, alerts }
    } finally {
      await engine.close()
    }
  }

  /** The logs with one of them to be changed. */
  async function logsWith(name: string, change: (log: string) => Promise<void>): Promise<string> {
    const changed = await mkdtemp(join(folder, 'logs-'))
    for (const log of ['impressions', 'clicks', 'conversions', 'audience.csv']) {
      const [from, to] = [join(folder, 'logs', log), join(changed, log)]
      if (log === name) await cp(from, to, { recursive: true })
      else await symlink(from, to)
    }
    await change(join(changed, name))
    return changed
  }

  const eachFile = async (log: string, change: (text: string) => string) => {
    for (const file of await readdir(log)) {
      const path = join(log, file)
      await writeFile(path, change(await readFile(path, 'utf8')))
    }
  }

  test.each<[string, string, (log: string) => Promise<void>, RunSummary['status'], RegExp]>([
    [
      'a column that has another name',
      'clicks',
      log => eachFile(log, text => text.replaceAll('"user_id":', '"uid":')),
      'blocked',
      /clicks: column "user_id" is missing; "uid" .*mapping: \{ user_id: 'uid' \}/s,
    ],
    [
      'an empty log',
      'clicks',
      async log => {
        await rm(log, { recursive: true })
        await mkdir(log)
        await writeFile(join(log, '2026-03-08.jsonl'), '')
      },
      'failed',
      /clicks.* is empty/s,
    ],
    [
      'a log whose last days have not arrived',
      'clicks',
      async log => {
        for (const day of ['05', '06', '07', '08']) await rm(join(log, `2026-03-${day}.jsonl`))
      },
      'blocked',
      /clicks: .*(newest|hours)/s,
    ],
    [
      'a line that is cut off',
      'clicks',
      log => writeFile(join(log, '2026-03-08.jsonl'), '{"user_id":"u000001","ts":"2026-03-0'),
      'failed',
      /clicks\/2026-03-08\.jsonl cannot be read as JSON Lines/,
    ],
    [
      'a person twice in the audience',
      'audience.csv',
      async path => {
        const text = await readFile(path, 'utf8')
        await writeFile(path, `${text}u000000,broad,,region-1,2025-01-01\n`)
      },
      'blocked',
      /audience: "user_id" is not unique: 1 of/,
    ],
  ])(
    '%s stops the interval with an alert; campaigns keep what they have',
    async (_name, log, change, status, message) => {
      const before = await database.query('SELECT * FROM conversion_audience ORDER BY scored_for, user_id')
      const { run, alerts } = await refreshOver(await logsWith(log, change), second)
      expect(run.status).toBe(status)
      expect(alerts.join('\n')).toMatch(message)
      expect(await database.query('SELECT * FROM conversion_audience ORDER BY scored_for, user_id')).toEqual(
        before,
      )
    },
  )

  test('a renamed column is repaired by one line', async () => {
    const logs = await logsWith('clicks', log =>
      eachFile(log, text => text.replaceAll('"device":', '"device_type":')),
    )
    const { alerts } = await refreshOver(logs, second)
    expect(alerts.join('\n')).toMatch(/clicks: column "device" is missing; "device_type" /)
    const { run } = await refreshOver(logs, second, { clicks: { device: 'device_type' } })
    expect(run.status).toBe('succeeded')
    expect(await rowsOf('2026-03-09')).toEqual({ rows: people, users: people })
  })
})
