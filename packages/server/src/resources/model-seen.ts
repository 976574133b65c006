import { sees } from '../access/principal.ts'
import { NotFound } from '../errors/not-found.ts'
import { knownClient } from './known-pipelines.ts'
import type { Reads } from './reads.ts'
import { clientOfModel } from './step-facts.ts'
import type { ModelVersion } from '@sluice/core'

/** The versions of a model, the oldest first.
 *
 * @throws NotFound where there is no such model or who asks does not see its client
 */
export async function modelSeen(
  { engine, principal }: Pick<Reads, 'engine' | 'principal'>,
  model: string,
): Promise<readonly ModelVersion[]> {
  const versions = sees(principal, clientOfModel(model)) ? await engine.models.versions(model) : []
  if (versions.length === 0) throw new NotFound({ subject: `model "${model}"` })
  return versions
}

/** The client of a model with the name people use and its zone. */
export function clientFacts(
  { config }: Pick<Reads, 'config'>,
  model: string,
): { readonly deployment: string; readonly label?: string; readonly zone: string } {
  const deployment = clientOfModel(model)
  const known = knownClient(config, deployment)
  const label = known?.deployment.label
  return { deployment, ...(label !== undefined && { label }), zone: known?.zone ?? 'UTC' }
}
