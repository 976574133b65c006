// A worker in a process of its own: node worker-child.ts '{"folder":…,"url":…,"schema":…,"point":…,"wait":…}'. It dies at
// the point; asked with SIGTERM it ends, giving back what it has. It says `ready` when it works.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openWorker } from '@sluice/engine'
import { killAt } from '@sluice/engine/testing'
import { graphs, type GraphName } from './graphs.ts'
import { databaseIn } from './members.ts'
import { planFor, worldIn, type Behaviours } from './world.ts'

/** What a worker is told. */
export interface WorkerOrder {
  readonly folder: string
  readonly url: string
  readonly schema: string
  readonly point?: string
  readonly occurrence?: number
  /** This step waits until the world has a file `go`. */
  readonly wait?: string
  /** The step `left` computes so long without giving way. */
  readonly blockMs?: number
  /** How long every step takes. */
  readonly stepMs?: number
}

const { folder, url, schema, point, occurrence, wait, stepMs, blockMs } = JSON.parse(
  process.argv[2] ?? '',
) as WorkerOrder
const world = worldIn(folder)
const check = [
  { check: 'row-count', severity: 'warn', status: 'failed', subject: 'read', message: 'fewer' },
] as const
const go = async () => {
  while (!existsSync(join(folder, 'go'))) await pause(20)
}
const slow = () => pause(stepMs)
const compute = () => {
  const until = performance.now() + (blockMs ?? 0)
  while (performance.now() < until);
}
/** Clients with a number have steps of their own, so that nobody's work is finished by another's. */
const behavioursOf = (deployment: string): Behaviours => {
  const version = Number(/\d+$/.exec(deployment)?.[0] ?? 1)
  const names = Object.values(graphs).flatMap(shape => Object.keys(shape))
  return Object.fromEntries(
    names.map(name => [
      name,
      {
        version,
        ...(name === 'read' && { check }),
        ...(stepMs !== undefined && { before: slow }),
        ...(name === wait && { before: go }),
        ...(name === 'left' && blockMs !== undefined && { before: compute }),
      },
    ]),
  )
}
const crashPoint = point === undefined ? undefined : killAt(point, occurrence)
const worker = await openWorker({
  ...databaseIn(world, { url, schema }),
  concurrency: 2,
  alerts: [{ kind: 'quiet', send: async () => undefined }],
  planFor: run => planFor(world, run.pipeline as GraphName, behavioursOf(run.deployment), run.deployment),
  onTrouble: error => process.stderr.write(`${(error as { code?: string }).code ?? String(error)}\n`),
  ...(crashPoint !== undefined && { crashPoint }),
})
process.on('SIGTERM', () => void worker.stop({ graceMs: 100 }).then(() => process.exit(0)))
process.stdout.write('ready\n')
