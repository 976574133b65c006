import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliveryCrashPoints } from '@sluice/connectors'
import { startFakeSegment, type FakeSegment } from '@sluice/connectors/testing'
import { crashPoints, openEngine } from '@sluice/engine'
import type { ChildTask } from './child.ts'
import { customers, writeShop } from './shop.ts'

const key = 'crash-write-key'
const url = process.env['SLUICE_TEST_POSTGRES']
if (url === undefined && process.env['CI'] !== undefined) {
  throw new Error('SLUICE_TEST_POSTGRES is not set: npm test starts a PostgreSQL')
}

let root: string
let trained: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'sluice-crash-'))
  trained = join(root, 'trained')
  writeShop(mkdir(trained))
  const ended = await child({ folder: trained, cdp: 'http://127.0.0.1:1', part: 'train', postgres: false })
  if (ended.code !== 0) throw new Error(`the training before the test failed: ${ended.output}`)
}, 120_000)

afterAll(() => rmSync(root, { recursive: true, force: true }))

// No alert is raised here; the engine's own matrix kills there.
const passed = crashPoints.filter(point => !point.startsWith('alert-'))

/** Points that a refresh passes, each at its first hit and, where it comes again, at a later one. */
const refreshCrashes = [
  ...passed.flatMap(point =>
    point.startsWith('run-') ? [[point, 1] as const] : [[point, 1] as const, [point, 4] as const],
  ),
  ...deliveryCrashPoints.map(point => [point, 1] as const),
  ['delivery-sending', 2] as const,
  ['delivery-sent', 2] as const,
  ['delivery-acknowledged', 3] as const,
  ['delivery-visible', 2] as const,
]

test.each(refreshCrashes)(
  'killed at %s (%i), the next run delivers every score once',
  async (point, hit) => {
    const folder = join(root, `${point}-${hit}`)
    cpSync(trained, folder, { recursive: true })
    const cdp = await startFakeSegment({ seed: 1 })
    const database = url === undefined ? undefined : await freshTable(url)
    const task: ChildTask = { folder, cdp: cdp.url, part: 'refresh', postgres: url !== undefined }
    try {
      // The last hit of `delivery-visible` needs PostgreSQL.
      if (url === undefined && point === 'delivery-visible' && hit === 2) return
      const killed = await child({ ...task, crash: { point, hit } })
      expect(killed.signal, killed.output).toBe('SIGKILL')
      const ended = await child(task)
      expect(ended.code, ended.output).toBe(0)
      expectOnce(cdp)
      expect(await parquetRows(join(folder, 'scores.parquet'))).toEqual({ rows: customers, keys: customers })
      if (database !== undefined) expect(await database.rows()).toEqual({ rows: customers, keys: customers })
      if (!point.startsWith('delivery-')) return
      expect(await child(task)).toMatchObject({ code: 0 })
      expect(cdp.received(), 'a further run of unchanged scores sends nothing').toBe(customers)
    } finally {
      await cdp.stop()
      await database?.drop()
    }
  },
  120_000,
)

test.each(['promotion-registered', 'promotion-decided'])(
  'killed at %s, the next training has one version and one champion',
  async point => {
    const folder = join(root, point)
    writeShop(mkdir(folder))
    const task: ChildTask = { folder, cdp: 'http://127.0.0.1:1', part: 'train', postgres: false }
    const killed = await child({ ...task, crash: { point, hit: 1 } })
    expect(killed.signal, killed.output).toBe('SIGKILL')
    const ended = await child(task)
    expect(ended.code, ended.output).toBe(0)
    const engine = await openEngine({ root: join(folder, '.sluice') })
    const history = await engine.models.history('buys/demo')
    expect(history.map(({ kind }) => kind)).toEqual(['registered', 'promoted'])
    expect((await engine.models.resolve('buys/demo', 'champion'))?.version).toBe(1)
    await engine.close()
  },
  120_000,
)

function expectOnce(cdp: FakeSegment): void {
  const events = [...cdp.events(key).values()]
  expect(events.length).toBe(customers)
  expect(events.filter(list => list.length !== 1)).toEqual([])
}

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

function child(task: ChildTask): Promise<Ended> {
  const script = join(import.meta.dirname, 'child.ts')
  const flags = ['--conditions=@sluice/source', '--disable-warning=ExperimentalWarning']
  const env = { ...process.env, CRASH_KEY: key, CRASH_POSTGRES: url ?? '' }
  const spawned = spawn(process.execPath, [...flags, script, JSON.stringify(task)], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  spawned.stderr.on('data', (text: Buffer) => (output += text.toString()))
  return new Promise(resolve => spawned.on('close', (code, signal) => resolve({ code, signal, output })))
}

function mkdir(folder: string): string {
  cpSync(import.meta.dirname, folder, { recursive: true, filter: source => source === import.meta.dirname })
  return folder
}

async function parquetRows(path: string): Promise<{ rows: number; keys: number }> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const result = await connection.runAndReadAll(
    'SELECT count(*)::INT AS rows, count(DISTINCT customer)::INT AS keys FROM read_parquet($1)',
    [path],
  )
  const [row] = result.getRowObjects()
  connection.closeSync()
  return row as { rows: number; keys: number }
}

async function freshTable(of: string): Promise<{ rows: () => Promise<unknown>; drop: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: of })
  await client.connect()
  const drop = async () => {
    await client.query('DROP TABLE IF EXISTS scores, sluice_delivery')
  }
  await drop()
  return {
    rows: async () =>
      (await client.query('SELECT count(*)::int AS rows, count(DISTINCT customer)::int AS keys FROM scores'))
        .rows[0] as unknown,
    drop: async () => {
      await drop()
      await client.end()
    },
  }
}
