import { parentPort } from 'node:worker_threads'
import { begin, enter, runRound } from '../boost/member.ts'
import { awaitRound, breakTeam, isBroken, teamOf } from './barrier.ts'
import type { Enlistment } from './crew.ts'

parentPort?.once('message', ({ job, sync, rank }: Enlistment) => {
  parentPort?.postMessage('begun', [])
  try {
    const member = begin(enter(job, teamOf(sync, rank, job.sizes.threads)))
    for (let round = 0; awaitRound(sync, round); round++) runRound(member, round)
  } catch (error) {
    // Where the team was broken by another, that one tells why.
    if (!isBroken(sync)) {
      breakTeam(sync)
      throw error
    }
  }
})
