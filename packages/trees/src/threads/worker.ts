import { parentPort, workerData } from 'node:worker_threads'
import { join, runRound } from '../boost/member.ts'
import { awaitRound, breakTeam, isBroken, teamOf } from './barrier.ts'
import type { Enlistment } from './crew.ts'

const { job, sync, rank } = workerData as Enlistment

parentPort?.postMessage('ready', [])
try {
  const member = join(job, teamOf(sync, rank, job.sizes.threads))
  for (let round = 0; awaitRound(sync, round); round++) runRound(member, round)
} catch (error) {
  // Where the team was broken by another, that one tells why.
  if (!isBroken(sync)) {
    breakTeam(sync)
    throw error
  }
}
