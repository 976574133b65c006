import { Worker } from 'node:worker_threads'
import type { Job } from '../boost/job.ts'
import { allowRounds, breakTeam, syncWords, teamOf } from './barrier.ts'
import { alone, type Team } from './team.ts'

/** Threads for a job, seen from the one that started the others. */
export interface Crew {
  readonly team: Team
  /** Gives the others the job; resolves when all of them have begun. */
  enlist(job: Job): Promise<void>
  /** Lets the others begin rounds below `rounds`. */
  allow(rounds: number): void
  /** Ends the others, whatever they do, and tells what one of them threw. */
  end(): Promise<unknown>
}

/** What a thread is given. */
export interface Enlistment {
  readonly job: Job
  readonly sync: Int32Array
  readonly rank: number
}

// Started from sources there is no JavaScript beside this file.
const program = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

/** Starts threads besides the calling one; while they start, the job can be laid out. */
export function startCrew(threads: number): Crew {
  if (threads === 1) return { team: alone, enlist: async () => {}, allow() {}, end: async () => undefined }
  const sync = syncWords()
  const workers = Array.from({ length: threads - 1 }, () => new Worker(program))
  let failure: unknown
  for (const worker of workers) worker.on('error', error => (failure ??= error))
  return {
    team: teamOf(sync, 0, threads),
    async enlist(job) {
      await Promise.all(workers.map((worker, i) => begin(worker, { job, sync, rank: i + 1 })))
    },
    allow: rounds => allowRounds(sync, rounds),
    async end() {
      breakTeam(sync)
      await Promise.all(workers.map(worker => worker.terminate()))
      return failure
    },
  }
}

/** Resolves with the first message of a worker; from then on it does not keep the process alive. */
async function begin(worker: Worker, enlistment: Enlistment): Promise<void> {
  const answer = new Promise<void>((done, fail) => {
    worker.once('message', () => done())
    worker.once('error', fail)
  })
  worker.postMessage(enlistment, [])
  await answer
  worker.unref()
}
