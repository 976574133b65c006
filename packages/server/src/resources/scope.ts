import type { Principal } from '../access/principal.ts'
import { sees } from '../access/principal.ts'
import { NotFound } from '../errors/not-found.ts'
import { knownPipeline, knownPipelines, type KnownPipeline } from './known-pipelines.ts'
import type { Reads } from './reads.ts'
import type { RunRecord, ScheduleKey } from '@sluice/engine'

/** The deployments that somebody sees, for a query; undefined for all. */
export function deploymentsOf({ clients }: Pick<Principal, 'clients'>): readonly string[] | undefined {
  return clients === 'all' ? undefined : clients
}

/** Those of these deployments that somebody sees; of all where none are named. */
export function seenOf(
  principal: Pick<Principal, 'clients'>,
  deployment: string | undefined,
): readonly string[] | undefined {
  if (deployment === undefined) return deploymentsOf(principal)
  return sees(principal, deployment) ? [deployment] : []
}

/** What the configuration has and who asks sees. */
export function seenPipelines({
  config,
  principal,
}: Pick<Reads, 'config' | 'principal'>): readonly KnownPipeline[] {
  return [...knownPipelines(config).values()].filter(({ key }) => sees(principal, key.deployment))
}

/** @throws NotFound where the configuration does not have it or who asks does not see it */
export function pipelineSeen(
  { config, principal }: Pick<Reads, 'config' | 'principal'>,
  key: ScheduleKey,
): KnownPipeline {
  const known = sees(principal, key.deployment) ? knownPipeline(config, key) : undefined
  if (known !== undefined) return known
  throw new NotFound({ subject: `pipeline "${key.pipeline}" for "${key.deployment}"` })
}

/** @throws NotFound where there is no such run or who asks does not see it */
export async function runSeen(
  { engine, principal }: Pick<Reads, 'engine' | 'principal'>,
  id: string,
): Promise<RunRecord> {
  const run = await engine.journal.run(id)
  if (run !== undefined && sees(principal, run.deployment)) return run
  throw new NotFound({ subject: `run "${id}"` })
}
