import { planOf, type Config } from 'sluice'
import type { RunRequest } from '@sluice/engine'

/** A run of a deployment as of an instant: of its refresh, or of its training where it has one. */
export function requestFor(
  deployment: Config['deployments'][number],
  part: 'pipeline' | 'train',
  asOf: Date,
): RunRequest {
  const { name, params, label, timezone } = deployment
  const pipeline = deployment[part] ?? deployment.pipeline
  return {
    plan: planOf(pipeline, { deployment: name, params, asOf }),
    ...(label !== undefined && { label }),
    ...(timezone !== undefined && { timeZone: timezone }),
  }
}
