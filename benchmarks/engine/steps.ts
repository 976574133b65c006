// What a step costs: 1,000 no-op steps side by side and a chain of 40, in this process and in the warm pool of processes,
// beside floors of the same moment (a transaction of SQLite, a round trip to a process), before and after many finished
// steps: node --conditions=@sluice/source benchmarks/engine/steps.ts [rounds] [finished steps before]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openEngine, type Engine } from '@sluice/engine'
import { noOpPlan, type noOps } from './no-op-plans.ts'

const [rounds = 3, before = 0] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-steps-'))
const module = new URL('./no-op-plans.ts', import.meta.url).href

if (process.argv[2] === 'echo') {
  process.on('message', message => process.send?.(message))
} else {
  try {
    await bench()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function bench(): Promise<void> {
  const here = await openEngine({ root: join(folder, 'here') })
  const pool = await openEngine({ root: join(folder, 'pool'), isolation: { module, argument: '' } })
  // Processes are started by the first steps.
  await seconds(pool, 'chain')
  await seconds(here, 'wide')
  const perStep = await bytesPerStep()
  const contenders: Readonly<Record<string, () => Promise<number>>> = {
    '1,000 steps, in process': () => seconds(here, 'wide'),
    '1,000 steps, warm pool': () => seconds(pool, 'wide'),
    'chain of 40, in process': () => seconds(here, 'chain'),
    'chain of 40, warm pool': () => seconds(pool, 'chain'),
    'floor: 1,000 transactions of SQLite': async () => transactions(1000),
    'floor: 1,000 round trips to a process': () => roundTrips(1000),
  }
  const found = await interleaved(contenders)
  report(`load ${loadavg()[0]?.toFixed(1)}; best of ${rounds} rounds, seconds`, found)
  process.stdout.write(`${perStep.toFixed(0)} bytes of journal per no-op step, no file\n`)
  if (before > 0) {
    fillJournal(before / 1000)
    const later = { '1,000 steps, in process': () => seconds(here, 'wide') }
    const [name, time] = Object.entries(await interleaved(later))[0] as [string, number]
    const ratio = (time / (found[name] as number)).toFixed(2)
    const size = (statSync(join(folder, 'here/journal.db')).size / 1e9).toFixed(2)
    process.stdout.write(
      `${name} after ${before} finished steps (${size} GB of journal): ${time.toFixed(2)} s, × ${ratio}\n`,
    )
  }
  await here.close()
  await pool.close()
}

async function interleaved(contenders: Readonly<Record<string, () => Promise<number>>>) {
  const found: Record<string, number> = {}
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      found[name] = Math.min(found[name] ?? Infinity, await run())
    }
  }
  return found
}

async function seconds(engine: Engine, name: keyof typeof noOps): Promise<number> {
  const plan = noOpPlan(name)
  const started = performance.now()
  const [summary] = await engine.run([{ plan, fresh: true }])
  if (summary?.status !== 'succeeded') throw new Error(`${name} ${summary?.status}`)
  return (performance.now() - started) / 1000
}

/** How much a journal grows by a thousand steps, once it is closed and its log is part of it. */
async function bytesPerStep(): Promise<number> {
  const root = join(folder, 'bytes')
  const size = async (run: boolean) => {
    const engine = await openEngine({ root })
    if (run) await seconds(engine, 'wide')
    await engine.close()
    return statSync(join(root, 'journal.db')).size
  }
  const first = await size(true)
  return ((await size(true)) - first) / 1000
}

/** Writes the newest run of a thousand steps again and again under other names, as the engine wrote it. */
function fillJournal(runs: number): void {
  const db = new DatabaseSync(join(folder, 'here/journal.db'))
  const { id } = db.prepare("SELECT id FROM runs WHERE pipeline = 'wide' LIMIT 1").get() as { id: string }
  const again: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    runs: { id: 'id || $n' },
    steps: { run: 'run || $n', key: 'key || $n' },
    outputs: { run: 'run || $n', key: 'key || $n' },
    events: { id: 'NULL', run: 'run || $n' },
  }
  const statements = Object.entries(again).map(([table, changed]) => {
    const columns = db.prepare(`SELECT name FROM pragma_table_info('${table}')`).all() as { name: string }[]
    const values = columns.map(({ name }) => changed[name] ?? name).join(', ')
    return db.prepare(
      `INSERT INTO ${table} SELECT ${values} FROM ${table} WHERE ${table === 'runs' ? 'id' : 'run'} = $id`,
    )
  })
  for (let n = 1; n <= runs; n++) {
    db.exec('BEGIN')
    for (const statement of statements) statement.run({ $id: id, $n: `-${n}` })
    db.exec('COMMIT')
  }
  db.close()
}

function transactions(count: number): number {
  const db = new DatabaseSync(join(folder, `floor-${Math.round(performance.now())}.db`))
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)',
  )
  const insert = db.prepare('INSERT INTO t (v) VALUES (?)')
  const started = performance.now()
  for (let i = 0; i < count; i++) insert.run('x'.repeat(500))
  const time = (performance.now() - started) / 1000
  db.close()
  return time
}

async function roundTrips(count: number): Promise<number> {
  const child = fork(new URL(import.meta.url), ['echo'], { serialization: 'advanced' })
  child.send('first')
  await once(child, 'message')
  const started = performance.now()
  for (let i = 0; i < count; i++) {
    child.send({ i })
    await once(child, 'message')
  }
  const time = (performance.now() - started) / 1000
  child.kill()
  return time
}

function report(title: string, found: Readonly<Record<string, number>>): void {
  const lines = Object.entries(found).map(
    ([name, time]) => `${name.padEnd(40)}${time.toFixed(3).padStart(8)}`,
  )
  process.stdout.write([title, ...lines, ''].join('\n'))
}
