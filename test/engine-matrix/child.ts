// Runs one graph in a process of its own: node child.ts '{"folder":…,"graph":…,"point":…,"occurrence":…}'.
// It dies at the point; where it is not reached, the exit code is that of a finished run.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openEngine } from '@sluice/engine'
import { killAt } from '@sluice/engine/testing'
import type { GraphName } from './graphs.ts'
import { databaseIn } from './members.ts'
import { planFor, worldIn } from './world.ts'

/** What a child is told. */
export interface ChildOrder {
  readonly folder: string
  readonly graph: GraphName
  readonly point?: string
  readonly occurrence?: number
  /** The PostgreSQL that keeps the journal; without it a file of SQLite. */
  readonly database?: { readonly url: string; readonly schema: string }
  /** Warn in the first step, so that an alert is sent. */
  readonly warn?: boolean
  /** The first step waits until the world has a file `go`. */
  readonly wait?: boolean
}

const { folder, graph, point, occurrence, warn, wait, database } = JSON.parse(
  process.argv[2] ?? '',
) as ChildOrder
const world = worldIn(folder)
const check = [
  { check: 'row-count', severity: 'warn', status: 'failed', subject: 'read', message: 'fewer' },
] as const
const before = async () => {
  while (!existsSync(join(folder, 'go'))) await pause(20)
}
const read = { ...(warn === true && { check }), ...(wait === true && { before }) }
const crashPoint = point === undefined ? undefined : killAt(point, occurrence)
const engine = await openEngine({
  ...(database === undefined ? { root: world.root } : databaseIn(world, database)),
  concurrency: 2,
  alerts: [{ kind: 'quiet', send: async () => undefined }],
  ...(crashPoint !== undefined && { crashPoint }),
})
try {
  const summaries = await engine.run([{ plan: planFor(world, graph, { read }) }])
  process.exitCode = summaries.every(({ status }) => status === 'succeeded') ? 0 : 3
} catch (error) {
  process.stderr.write(`${(error as { code?: string }).code ?? String(error)}\n`)
  process.exitCode = 4
} finally {
  await engine.close()
}
