import { z } from 'zod'
import type { RunStatus } from '@sluice/engine'
import type { Page } from '../api/page.ts'
import type { RunBrief } from '../api/run-brief.ts'
import { cursorPosition, cursorText } from '../http/cursor.ts'
import { headlinesOf } from './headlines.ts'
import type { Reads } from './reads.ts'
import { runBriefOf } from './run-brief-of.ts'
import { seenOf } from './scope.ts'

/** Which runs are asked for. */
export interface RunsAsked {
  readonly pipeline?: string | undefined
  readonly deployment?: string | undefined
  readonly status?: RunStatus | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Runs that who asks sees, those started last first. */
export async function listRuns(reads: Reads, asked: RunsAsked): Promise<Page<RunBrief>> {
  const { engine, principal } = reads
  const { pipeline, deployment, status, cursor, limit } = asked
  const before = cursor === undefined ? undefined : cursorPosition('runs', cursor, z.number().int())
  const deployments = seenOf(principal, deployment)
  const found = await engine.views.runs({
    limit: limit + 1,
    ...(pipeline !== undefined && { pipeline }),
    ...(deployments !== undefined && { deployments }),
    ...(status !== undefined && { status }),
    ...(before !== undefined && { before }),
  })
  const lines = found.slice(0, limit)
  const headlines = await headlinesOf(engine, lines)
  const last = lines.at(-1)
  return {
    items: lines.map(line => runBriefOf(reads, line, headlines.get(line.id))),
    ...(found.length > limit && last !== undefined && { next: cursorText('runs', last.seq) }),
  }
}
