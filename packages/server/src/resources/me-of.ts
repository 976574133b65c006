import type { Me } from '../api/me.ts'
import type { Reads } from './reads.ts'
import { seenPipelines } from './scope.ts'

/** Who asks, and what there is for them. */
export function meOf(reads: Reads): Me {
  const { principal, config, now } = reads
  const seen = seenPipelines(reads)
  return {
    kind: principal.kind,
    name: principal.name,
    role: principal.role,
    clients: principal.clients,
    zones: [...new Set(seen.map(({ zone }) => zone))].toSorted(),
    project: {
      executor: config.executor ?? 'embedded',
      pipelines: new Set(seen.map(({ key }) => key.pipeline)).size,
      deployments: new Set(seen.map(({ key }) => key.deployment)).size,
    },
    at: now().toISOString(),
  }
}
