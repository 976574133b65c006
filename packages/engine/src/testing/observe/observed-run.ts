import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline, planOf, type Steps } from '@sluice/core'
import { z } from 'zod'
import { openEngine, type EngineOptions } from '../../open-engine.ts'
import type { RunSummary } from '../../run/run-event.ts'

/** Runs steps once or several times in an engine of its own with observers, and closes it. */
export async function observedRuns(
  steps: Steps,
  options: Partial<Omit<EngineOptions, 'database' | 'root'>>,
  times = 1,
): Promise<readonly RunSummary[]> {
  const root = await mkdtemp(join(tmpdir(), 'sluice-observed-'))
  const engine = await openEngine({ root, concurrency: 2, env: {}, ...options })
  const given = pipeline('shop', { params: z.object({}), steps: () => steps })
  const plan = planOf(given, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02T00:00:00Z') })
  try {
    const summaries: RunSummary[] = []
    for (let i = 0; i < times; i += 1) summaries.push(...(await engine.run([{ plan, fresh: true }])))
    return summaries
  } finally {
    await engine.close()
    await rm(root, { recursive: true, force: true })
  }
}
