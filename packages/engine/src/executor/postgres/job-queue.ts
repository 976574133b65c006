import { PgBoss } from 'pg-boss'
import { schemaExists, type PostgresDatabase, type Queries } from '../../postgres/postgres-database.ts'
import { queueName, queueSchema } from './queue-name.ts'

/** What a job says: which step of which run. */
export interface StepJob {
  readonly id: string
  readonly run: string
  readonly step: string
}

/** The jobs that carry steps to workers. What takes a transaction happens with it or not at all. */
export interface JobQueue {
  dispatch(tx: Queries, jobs: readonly StepJob[]): Promise<void>
  /** Takes at most so many jobs; they are this worker's as long as its heart beats for them. */
  fetch(limit: number): Promise<readonly StepJob[]>
  /** The jobs are done, or no longer wanted. */
  remove(tx: Queries, ids: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** What a queue needs besides its database. */
export interface JobQueueOptions {
  /** Whether this process also looks for jobs of dead workers; some process must. */
  readonly supervise: boolean
  readonly connections: number
  /** Gets trouble of the background, such as a lost connection; it goes on by itself. */
  readonly onTrouble: (error: Error) => void
}

/** The shortest that pg-boss allows. With the supervision a dead worker's step is taken over within 13 s. */
const heartbeatSeconds = 10
const superviseSeconds = 2
/** How often a step may change its worker; the step's own count gives up long before. */
const retryLimit = 1000
/** The longest that pg-boss allows: a step that takes longer is given to another worker. */
const expireInSeconds = 24 * 60 * 60

/** Opens (and makes, when absent) the queue in a schema beside that of the journal. */
export async function openJobQueue(
  db: PostgresDatabase,
  url: string,
  { supervise, connections, onTrouble }: JobQueueOptions,
): Promise<JobQueue> {
  const boss = await db.patient(() => startBoss(db, url, { supervise, connections, onTrouble }))
  const inside = (tx: Queries) => ({
    db: { executeSql: (text: string, values?: unknown[]) => tx.raw(text, values) },
  })
  return {
    async dispatch(tx, jobs) {
      if (jobs.length === 0) return
      const inserts = jobs.map(({ id, run, step }) => ({ id, data: { run, step } }))
      await boss.insert(queueName, inserts, inside(tx))
    },
    async fetch(limit) {
      const jobs = await boss.fetch<Omit<StepJob, 'id'>>(queueName, { batchSize: limit })
      return jobs.map(({ id, data }) => ({ id, ...data }))
    },
    async remove(tx, ids) {
      if (ids.length > 0) await boss.deleteJob(queueName, [...ids], inside(tx))
    },
    close: () => stopBoss(boss),
  }
}

async function startBoss(
  db: PostgresDatabase,
  url: string,
  { supervise, connections, onTrouble }: JobQueueOptions,
): Promise<PgBoss> {
  const schema = queueSchema(db.schema)
  const boss = new PgBoss({
    connectionString: url,
    schema,
    // A user without the right to make one may own one that is there.
    createSchema: !(await schemaExists(db, schema)),
    application_name: 'sluice jobs',
    max: connections,
    supervise,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    schedule: false,
    registerInstance: false,
  })
  boss.on('error', error => onTrouble(asError(error)))
  try {
    await boss.start()
    await boss.createQueue(queueName, { heartbeatSeconds, retryLimit, retryDelay: 0, expireInSeconds })
    return boss
  } catch (error) {
    await stopBoss(boss).catch(() => undefined)
    throw error
  }
}

function stopBoss(boss: PgBoss): Promise<void> {
  return boss.stop({ graceful: false, close: true })
}

/** Some of what pg-boss reports has a message and is no error. */
function asError(trouble: unknown): Error {
  if (trouble instanceof Error) return trouble
  const { message } = Object(trouble) as { readonly message?: unknown }
  return new Error(typeof message === 'string' ? message : JSON.stringify(trouble))
}
