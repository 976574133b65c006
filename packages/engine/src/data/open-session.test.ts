import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sql } from '@sluice/core'
import { openStore } from '../store/local-store.ts'
import type { Store } from '../store/store.ts'
import { checkContract } from '../testing/contract-case.ts'
import { sessionContract } from '../testing/session-contract.ts'
import { openSession, type OpenDataSession, type SessionOptions } from './open-session.ts'

let root: string
let store: Store
const opened: OpenDataSession[] = []

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-session-'))
  store = await openStore(join(root, 'store'))
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map(session => session.close()))
  await rm(root, { recursive: true, force: true })
})

describe.each([1, 3])('contract with %i threads', threads => {
  test.each(sessionContract.map(contract => [contract.name, contract] as const))(
    '%s',
    async (_name, contract) => {
      await checkContract(contract, async () => {
        const subject = await open({ threads })
        return { subject, dispose: () => subject.close() }
      })
    },
  )
})

const endless = 'SELECT sum(sqrt(a.range * b.range)) AS s FROM range(10_000_000) a, range(10_000_000) b'

describe('cancelling', () => {
  test.each([
    ['run', (data: OpenDataSession) => data.run(`CREATE TABLE t AS ${endless}`)],
    ['rows', (data: OpenDataSession) => data.rows(endless)],
    ['save', (data: OpenDataSession) => data.save(endless)],
    ['chunks', (data: OpenDataSession) => data.chunks(endless)[Symbol.asyncIterator]().next()],
  ])('stops a running %s with the reason of the signal', async (_name, call) => {
    const controller = new AbortController()
    const data = await open({ signal: controller.signal })
    const running = call(data)
    const outcome = expect(running).rejects.toBe(reason)
    await pause(100)
    const before = performance.now()
    controller.abort(reason)
    await outcome
    expect(performance.now() - before).toBeLessThan(2000)
    await expect(data.rows('SELECT 1')).rejects.toBe(reason)
    expect(await readdir(join(root, 'store', 'tmp'))).toEqual([])
  })

  test('stops statements that have not begun yet', async () => {
    const controller = new AbortController()
    const data = await open({ signal: controller.signal })
    const waiting = Array.from({ length: 5 }, () => expect(data.rows(endless)).rejects.toBe(reason))
    controller.abort(reason)
    await Promise.all(waiting)
  })

  test('a session is not opened for a signal that is aborted', async () => {
    await expect(open({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(existsSync(join(root, 'scratch'))).toBe(false)
  })
})
const reason = new Error('cancelled by the test')

describe('the end of a session', () => {
  test('close stops what runs, removes the scratch folder, and may be called again', async () => {
    const data = await open()
    const running = expect(data.rows(endless)).rejects.toMatchObject({ code: 'session-closed' })
    await pause(50)
    await data.close()
    await running
    await data.close()
    expect(await readdir(join(root, 'scratch'))).toEqual([])
    await expect(data.rows('SELECT 1')).rejects.toMatchObject({ code: 'session-closed' })
    await expect(data.save('SELECT 1 AS a')).rejects.toMatchObject({ code: 'session-closed' })
  })

  test('close ends open streams and unfinished writers', async () => {
    const data = await open()
    const stream = data.chunks('SELECT i FROM range(10_000_000) r(i)')[Symbol.asyncIterator]()
    await stream.next()
    const schema = { columns: [{ name: 'a', type: 'number', nullable: false }] } as const
    const writer = await data.writer('t', schema)
    await writer.write({ rows: 1, columns: { a: { type: 'number', values: Float64Array.of(1) } } })
    await data.close()
    await expect(stream.next()).rejects.toMatchObject({ code: 'session-closed' })
    await expect(writer.close()).rejects.toMatchObject({ code: 'session-closed' })
  })

  test('sessions are private to each other', async () => {
    const sessions = await Promise.all(Array.from({ length: 4 }, () => open({ threads: 1 })))
    await Promise.all(sessions.map((data, i) => data.run(sql`CREATE TABLE t AS SELECT ${i} AS a`)))
    const found = await Promise.all(sessions.map(data => data.rows('FROM t')))
    expect(found.flat()).toEqual([{ a: 0 }, { a: 1 }, { a: 2 }, { a: 3 }])
    expect(new Set(sessions.map(data => data.scratch)).size).toBe(4)
  })
})

describe('limits', () => {
  test('a sort larger than the memory limit spills to the scratch folder and succeeds', async () => {
    const data = await open({ memoryLimitBytes: 80_000_000, threads: 2 })
    const ref = await data.save(
      'SELECT i AS id, hash(i) % 1000 AS h, md5(i::VARCHAR) AS t FROM range(2_000_000) r(i) ORDER BY t',
    )
    expect(ref.rows).toBe(2_000_000)
  })

  test('a statement that cannot spill names the limit and what to do', async () => {
    const data = await open({ memoryLimitBytes: 50_000_000, threads: 1 })
    const failing = data.rows('SELECT len(list(md5(i::VARCHAR))) AS n FROM range(5_000_000) r(i)')
    await expect(failing).rejects.toMatchObject({ code: 'memory-exhausted', limitBytes: 50_000_000 })
    await expect(failing).rejects.toThrow('(50 MB)')
    expect(await data.rows('SELECT 1 AS a')).toEqual([{ a: 1 }])
  })

  test('nothing is fetched from the network: extensions must be in the package', async () => {
    const data = await open()
    await expect(data.run(`SELECT * FROM read_xlsx('a.xlsx')`)).rejects.toMatchObject({ code: 'sql-failed' })
    const settings = await data.rows(
      `SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%_known_extensions' ORDER BY name`,
    )
    expect(settings.map(setting => setting['value'])).toEqual(['false', 'false'])
  })
})

describe.runIf(process.getuid?.() === 0)('a full disk', () => {
  let small: string

  beforeEach(async () => {
    small = join(root, 'small')
    await mkdir(small)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', small])
  })
  afterEach(() => execFileSync('umount', ['--lazy', small]))

  test('of the store leaves nothing visible of a dataset', async () => {
    const full = await openStore(join(small, 'store'))
    const data = await open({ store: full })
    const failing = data.save('SELECT hash(i) % 1e15::BIGINT AS h FROM range(2_000_000) r(i)')
    await expect(failing).rejects.toMatchObject({ code: 'disk-full' })
    expect(await readdir(join(small, 'store', 'datasets'))).toEqual([])
    expect(await readdir(join(small, 'store', 'tmp'))).toEqual([])
    expect((await data.save('SELECT 1 AS a')).rows).toBe(1)
  })

  test('of the scratch folder says so', async () => {
    const data = await open({ scratchRoot: small, memoryLimitBytes: 50_000_000, threads: 1 })
    const failing = data.rows(
      'SELECT max(t) FROM (SELECT md5(i::VARCHAR) AS t, i FROM range(3_000_000) r(i) ORDER BY t LIMIT 2_000_000)',
    )
    await expect(failing).rejects.toMatchObject({ code: 'disk-full' })
  })
})

describe('paths', () => {
  test('quotes, glob characters and name=value folders in the path of the store do no harm', async () => {
    const odd = await openStore(join(root, `client=a'b`, '[x]* ?'))
    const data = await open({ store: odd })
    const ref = await data.save('SELECT 1 AS a')
    expect(await data.rows(sql`FROM ${data.dataset(ref)}`)).toEqual([{ a: 1 }])
  })
})

async function open(options: Partial<SessionOptions> = {}): Promise<OpenDataSession> {
  const session = await openSession({
    store,
    scratchRoot: join(root, 'scratch'),
    threads: 2,
    memoryLimitBytes: 500_000_000,
    ...options,
  })
  opened.push(session)
  return session
}
