import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check, rawSql, runChecks, sql, type CheckDefinition, type HistoryPoint } from '@sluice/core'
import { openSession, openStore, type OpenDataSession } from '@sluice/engine'
import { interleave, leastCpu, timingTable, type Contender } from './harness.ts'

const rows = 2_000_000
const names = Array.from({ length: 12 }, (_, i) => `c${i}`)
const query = `SELECT ${names.map((name, i) => `round(random() * ${10 ** (i % 4)}, ${i % 3}) AS ${name}`).join(', ')} FROM range(${rows})`
const asOf = new Date('2026-03-16T06:00:00Z')
const scan = 'DuckDB scan (sum of each column)'

/** Seventy days of history for every metric. */
const history = {
  read: async (): Promise<readonly HistoryPoint[]> =>
    Array.from({ length: 70 }, (_, day) => ({
      run: `r${day}`,
      asOf: new Date(asOf.getTime() - (70 - day) * 86_400_000),
      value: 1_000_000 + ((day * 7919) % 9973),
    })),
  record: async () => {},
}

const sets: Readonly<Record<string, readonly CheckDefinition[]>> = {
  'a sum of each column against history': names.map(name => check.metric({ sum: name })),
  'bounds and missing values of each': [
    check.notNull(names),
    ...names.map(name => check.range(name, { min: -1 })),
  ],
  'copies alone': [check.copy()],
  'all of these, and rows': [
    check.notEmpty(),
    check.rowCount(),
    check.notNull(names),
    ...names.flatMap(name => [check.range(name, { min: -1 }), check.metric({ sum: name })]),
    check.copy(),
  ],
}

/** Checks of a dataset of 12 number columns beside what DuckDB needs to read it. */
export async function benchChecks(rounds: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-checks-'))
  const store = await openStore(join(folder, 'store'))
  const scratchRoot = join(folder, 'scratch')
  const data = await openSession({ store, scratchRoot, threads: 1, memoryLimitBytes: 4e9 })
  try {
    await data.run('SELECT setseed(0.5)')
    const ref = await data.save(rawSql(query))
    const table = data.dataset(ref)
    const sums = rawSql(`SELECT ${names.map(name => `sum(${name})`).join(', ')} FROM `)
    const scope = { data, table, schema: ref.schema, subject: 'rows', asOf, history }
    const timings = await interleave(
      [
        contender(scan, () => data.rows(sql`${sums}${table}`)),
        ...Object.entries(sets).map(([name, checks]) => contender(name, () => runChecks(checks, scope))),
      ],
      rounds,
    )
    const rates = timings.map(
      timing => `${timing.name}: ${(rows / leastCpu(timing) / 1e6).toFixed(1)} million rows/s and core`,
    )
    const head = `checks: ${rows} rows of 12 number columns, one thread, 70 days of history`
    return [
      head,
      timingTable(timings, scan),
      ...rates,
      'goal: 5 million rows/s and core, or the time of the scan',
    ].join('\n')
  } finally {
    await close(data, folder)
  }
}

async function close(data: OpenDataSession, folder: string): Promise<void> {
  await data.close()
  await rm(folder, { recursive: true, force: true })
}

function contender(name: string, work: () => Promise<unknown>): Contender {
  return {
    name,
    async run() {
      const [before, started] = [process.cpuUsage(), performance.now()]
      await work()
      const { user, system } = process.cpuUsage(before)
      return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 }
    },
  }
}
