import { parentPort, workerData } from 'node:worker_threads'
import { join, runRound } from '../boost/member.ts'
import { awaitRound, breakTeam, teamOf } from './barrier.ts'
import type { Enlistment } from './crew.ts'

const { job, sync, rank } = workerData as Enlistment

parentPort?.postMessage('ready', [])
try {
  const member = join(job, teamOf(sync, rank, job.sizes.threads))
  for (let round = 0; awaitRound(sync, round); round++) runRound(member, round, () => {})
} catch (error) {
  breakTeam(sync)
  throw error
}
