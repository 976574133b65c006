import { fork, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { boostedTrees, CHAMPION, logisticRegression, saveModel, type Learner } from '@sluice/core'
import { openEngine } from '@sluice/engine'
import { openLoop, post, type OpenLoopResult } from './open-loop.ts'
import { fittedRowModel } from './row-model.ts'
import { withSession } from './session.ts'

const perSecond = 2000
const seconds = 5
const learners = { logistic: logisticRegression(), trees: boostedTrees() } satisfies Record<string, Learner>

/**
 * Scores over HTTP on loopback, a row each, 2,000 requests a second that wait for nobody, served by one core; beside an
 * empty route of Hono. In the last round another version is promoted five times meanwhile.
 */
export async function benchScoreHttp(rounds: number): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'sluice-bench-http-'))
  const servers: ChildProcess[] = []
  try {
    const bodies = await prepare(root)
    const [sluice, hono] = [await answering(servers, 'sluice', root), await answering(servers, 'hono')]
    const lines: string[] = []
    for (const name of Object.keys(learners)) {
      const requests = bodies.map(body => post(`/v1/models/${name}%2Fbench:score`, body))
      const empty = bodies.map(body => post('/', body))
      const results = { sluice: [] as Measured[], hono: [] as Measured[] }
      for (let round = 0; round <= rounds; round++) {
        const ours = await measured(sluice, requests)
        const floor = await measured(hono, empty)
        if (round === 0) continue
        results.sluice.push(ours)
        results.hono.push(floor)
      }
      lines.push(lineOf(`${name}, one row`, results.sluice), lineOf('empty Hono route', results.hono))
    }
    lines.push(await reloading(root, sluice, bodies))
    return ['score-http: 2,000 requests a second for 5 s, 16 connections, one core', ...lines].join('\n')
  } finally {
    for (const server of servers) server.kill('SIGKILL')
    await rm(root, { recursive: true, force: true })
  }
}

/** Two versions of each model in a registry, and bodies of requests. */
async function prepare(root: string): Promise<readonly string[]> {
  const engine = await openEngine({ root })
  try {
    return await withSession(async data => {
      for (const [name, learn] of Object.entries(learners)) {
        const model = `${name}/bench`
        const artifact = await fittedRowModel(data, learn)
        for (const description of ['first', 'second']) {
          const ref = await saveModel(engine.store, {
            ...artifact,
            lineage: { ...artifact.lineage, asOf: description === 'first' ? '2026-03-02' : '2026-03-09' },
          })
          await engine.models.register({ model, artifact: ref, run: 'bench', metrics: {} })
        }
        await promote(engine, model, 1)
        if (name !== Object.keys(learners).at(-1)) await data.run('DROP TABLE rows_given')
      }
      const rows = await data.rows(
        `SELECT * EXCLUDE (__target, __fold, __as_of, __learn, customer) FROM rows_given ORDER BY hash(customer) LIMIT 500`,
      )
      return rows.map(row => JSON.stringify({ rows: [row] }))
    })
  } finally {
    await engine.close()
  }
}

function promote(
  engine: Awaited<ReturnType<typeof openEngine>>,
  model: string,
  version: number,
): Promise<void> {
  return engine.models.promote({ model, version, alias: CHAMPION, who: 'bench', why: 'bench' })
}

interface Answering {
  readonly child: ChildProcess
  readonly port: number
}

/** A server on a core of its own; this process has the other. */
async function answering(servers: ChildProcess[], kind: string, root = ''): Promise<Answering> {
  const child = fork(new URL('score-http-serve.ts', import.meta.url), [kind, root], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  servers.push(child)
  const [first] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer]
  pin(child.pid as number, 1)
  pin(process.pid, 0)
  return { child, port: Number(first.toString()) }
}

function pin(pid: number, core: number): void {
  spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' })
}

interface Measured extends OpenLoopResult {
  /** Processor time of the server for a request, in microseconds. */
  readonly cpu: number
}

async function measured({ child, port }: Answering, requests: readonly Buffer[]): Promise<Measured> {
  const before = await cpuOf(child)
  const result = await openLoop({ host: '127.0.0.1', port, requests, perSecond, seconds, connections: 16 })
  return { ...result, cpu: ((await cpuOf(child)) - before) / result.sent }
}

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send('cpu')
  const [usage] = (await once(child, 'message')) as [NodeJS.CpuUsage]
  return usage.user + usage.system
}

/** Promotes the other version every second under load. */
async function reloading(root: string, sluice: Answering, bodies: readonly string[]): Promise<string> {
  const engine = await openEngine({ root })
  let version = 1
  const timer = setInterval(() => {
    version = version === 1 ? 2 : 1
    void promote(engine, 'trees/bench', version)
  }, 1000)
  try {
    const requests = bodies.map(body => post('/v1/models/trees%2Fbench:score', body))
    const result = await measured(sluice, requests)
    return lineOf('trees, another version promoted every second', [result])
  } finally {
    clearInterval(timer)
    await engine.close()
  }
}

function lineOf(name: string, results: readonly Measured[]): string {
  const best = (of: (result: Measured) => number) => Math.min(...results.map(of))
  const middle = (of: (result: Measured) => number) =>
    results.map(of).toSorted((a, b) => a - b)[Math.floor(results.length / 2)] as number
  const ms = (of: (result: Measured) => number) => `${middle(of).toFixed(2)} ms (best ${best(of).toFixed(2)})`
  const failed = results.reduce((sum, result) => sum + result.failed, 0)
  return `${name}: p50 ${ms(r => r.p50)}, p99 ${ms(r => r.p99)}, p99.9 ${ms(r => r.p999)}; processor ${middle(r => r.cpu).toFixed(0)} µs a request; ${failed} failed`
}
