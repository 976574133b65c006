// Runs in a thread of a worker: says that the worker is alive also while a step computes without giving way.
import { parentPort, workerData } from 'node:worker_threads'
import { PgBoss } from 'pg-boss'
import { queueName } from './queue-name.ts'

/** What the thread is given. */
export interface BeatData {
  readonly url: string
  readonly schema: string
  readonly everyMs: number
  /** For so long the worker is believed to compute when it does not say anything. */
  readonly silentMs: number
}

const { url, schema, everyMs, silentMs } = workerData as BeatData
const boss = new PgBoss({
  connectionString: url,
  schema,
  application_name: 'sluice beat',
  max: 1,
  supervise: false,
  schedule: false,
  migrate: false,
  registerInstance: false,
})
// The connection is lost now and then; the next beat opens another one.
boss.on('error', () => undefined)
let jobs: readonly string[] = []
let heard = Date.now()
parentPort?.on('message', (ids: readonly string[]) => {
  jobs = ids
  heard = Date.now()
})
let started = false
let beating = false

async function beat(): Promise<void> {
  if (beating || jobs.length === 0 || Date.now() - heard > silentMs) return
  beating = true
  try {
    if (!started) await boss.start()
    started = true
    await boss.touch(queueName, [...jobs])
  } catch {
    // The database is away; when it is back before the jobs are given to others, the next beat is in time.
  } finally {
    beating = false
  }
}

setInterval(() => void beat(), everyMs)
