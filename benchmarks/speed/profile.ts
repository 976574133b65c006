import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { DatasetProfiler, rawSql, summarise, type DatasetRef } from '@sluice/core'
import { openSession, openStore, profileOf, type Store } from '@sluice/engine'
import { interleave, leastCpu, timingTable, type Contender, type Round } from './harness.ts'

const rows = 2_000_000
const columns = 12
const chunkRows = 2048
const names = Array.from({ length: columns }, (_, i) => `c${i}`)

/** Spend of heavy tails, small counts, and sums with gaps, four columns of each. */
const query = `SELECT ${names
  .map((name, i) => {
    if (i % 3 === 0) return `exp(3 + 1.8 * sqrt(-2 * ln(1 - random())) * cos(6.283 * random())) AS ${name}`
    if (i % 3 === 1) return `floor(50 * random() * random())::DOUBLE AS ${name}`
    return `CASE WHEN random() < 0.1 THEN NULL ELSE round(40 + 12 * random(), 2) END AS ${name}`
  })
  .join(', ')} FROM range(${rows})`

/** Profiles of a dataset of 12 number columns beside what DuckDB needs to read it, and to say the same in SQL. */
export async function benchProfile(rounds: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-profile-'))
  try {
    const store = await openStore(join(folder, 'store'))
    const ref = await savedRows(store, folder)
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
    const connection = await instance.connect()
    const table = `read_parquet('${store.path(ref)}')`
    const memory = vectorsInMemory()
    const contenders: readonly Contender[] = [
      contender(scan, () => connection.run(`SELECT ${list(c => `sum(${c})`)} FROM ${table}`)),
      contender('profile: pass alone, in memory', () => passOver(memory)),
      contender('profile: of the file', () => profileOf(forgetful(store), ref, folder)),
      contender('as much in SQL', () => connection.run(`SELECT ${list(sameInSql)} FROM ${table}`)),
      contender('exact quantiles alone in SQL', () =>
        connection.run(
          `SELECT ${list(c => `quantile_cont(${c}, [0.05, 0.25, 0.5, 0.75, 0.95])`)} FROM ${table}`,
        ),
      ),
    ]
    assertRight(summarise(await profileOf(store, ref, folder)).length)
    const timings = await interleave(contenders, rounds)
    const rates = timings.map(
      timing => `${timing.name}: ${(rows / leastCpu(timing) / 1e6).toFixed(1)} million rows/s and core`,
    )
    return [
      `profile: ${rows} rows of ${columns} number columns, one thread`,
      timingTable(timings, scan),
      ...rates,
      'goal: 5 million rows/s and core for the pass, or the time of the scan',
    ].join('\n')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const scan = 'DuckDB scan (sum of each column)'
const list = (write: (column: string) => string) => names.map(write).join(', ')
const sameInSql = (c: string) =>
  `count(${c}), min(${c}), max(${c}), avg(${c}), var_pop(${c}), skewness(${c}), count_if(${c} = 0), count_if(${c} < 0),
   approx_count_distinct(${c}), approx_quantile(${c}, [0.05, 0.25, 0.5, 0.75, 0.95])`

async function savedRows(store: Store, folder: string): Promise<DatasetRef> {
  const data = await openSession({
    store,
    scratchRoot: join(folder, 'scratch'),
    threads: 1,
    memoryLimitBytes: 4e9,
  })
  try {
    await data.run('SELECT setseed(0.5)')
    return await data.save(rawSql(query))
  } finally {
    await data.close()
  }
}

/** A store that keeps no profiles, so that each is made anew. */
function forgetful(store: Store): Store {
  return { ...store, profile: async () => undefined, keepProfile: async () => {} }
}

/** Vectors as DuckDB gives them: so many that they are not all in a cache. */
function vectorsInMemory(): readonly Uint8Array[] {
  return Array.from({ length: 20 * columns }, (_, i) => {
    const kind = i % 3
    const values = Float64Array.from({ length: chunkRows }, (_unused, row) => {
      const u = ((row * 7919 + i * 104_729) % 99_991) / 99_991
      if (kind === 0) return Math.exp(3 + 6 * (u - 0.5))
      return kind === 1 ? Math.floor(50 * u * u) : Math.round(4000 + 1200 * u) / 100
    })
    return new Uint8Array(values.buffer)
  })
}

async function passOver(memory: readonly Uint8Array[]): Promise<void> {
  const schema = { columns: names.map(name => ({ name, type: 'number' as const, nullable: true })) }
  const profiler = new DatasetProfiler(schema, chunkRows)
  for (let chunk = 0; chunk * chunkRows < rows; chunk++) {
    profiler.add(Math.min(chunkRows, rows - chunk * chunkRows), column => ({
      bytes: memory[(chunk % 20) * columns + column] as Uint8Array,
      present: null,
    }))
  }
  assertRight(profiler.profile(new Map()).columns.length)
}

function assertRight(found: number): void {
  if (found !== columns) throw new Error(`a profile of ${found} columns instead of ${columns}`)
}

function contender(name: string, work: () => Promise<unknown>): Contender {
  return {
    name,
    async run(): Promise<Round> {
      const [before, started] = [process.cpuUsage(), performance.now()]
      await work()
      const { user, system } = process.cpuUsage(before)
      return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 }
    },
  }
}
