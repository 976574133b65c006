import { Worker } from 'node:worker_threads'
import type { Job } from '../boost/job.ts'
import { allowRounds, breakTeam, syncWords, teamOf } from './barrier.ts'
import { alone, type Team } from './team.ts'

/** The threads of a job, seen from the one that started the others. */
export interface Crew {
  readonly team: Team
  /** Lets the others begin rounds below `rounds`. */
  allow(rounds: number): void
  /** Ends the others, whatever they do, and tells what one of them threw. */
  end(): Promise<unknown>
}

/** What a thread is started with. */
export interface Enlistment {
  readonly job: Job
  readonly sync: Int32Array
  readonly rank: number
}

// Started from sources there is no JavaScript beside this file.
const program = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

/** Starts the threads that a job has memory for, besides the calling one, and waits until they run. */
export async function startCrew(job: Job): Promise<Crew> {
  const { threads } = job.sizes
  if (threads === 1) return { team: alone, allow() {}, end: async () => undefined }
  const sync = syncWords()
  const workers = Array.from({ length: threads - 1 }, (_, i) => {
    const workerData: Enlistment = { job, sync, rank: i + 1 }
    return new Worker(program, { workerData, execArgv: [] })
  })
  let failure: unknown
  for (const worker of workers) worker.on('error', error => (failure ??= error))
  const end = async () => {
    breakTeam(sync)
    await Promise.all(workers.map(worker => worker.terminate()))
    return failure
  }
  try {
    await Promise.all(workers.map(isReady))
  } catch (error) {
    await end()
    throw error
  }
  return { team: teamOf(sync, 0, threads), allow: rounds => allowRounds(sync, rounds), end }
}

/** Resolves with the first message of a worker; from then on it does not keep the process alive. */
async function isReady(worker: Worker): Promise<void> {
  await new Promise<void>((done, fail) => {
    worker.once('message', () => done())
    worker.once('error', fail)
  })
  worker.unref()
}
