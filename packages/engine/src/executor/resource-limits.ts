import { PlanInvalid, type Plan } from '@sluice/core'

/** Steps at once, over all workers, by the name of what they use. */
export type ResourceLimits = Readonly<Record<string, number>>

/** @throws PlanInvalid when a step uses what has no limit */
export function assertLimited({ pipeline, steps }: Plan, limits: ResourceLimits): void {
  for (const { name, step } of steps) {
    const unknown = step.definition.limits?.resources?.find(resource => !Object.hasOwn(limits, resource))
    if (unknown === undefined) continue
    const known = Object.keys(limits)
    const wayOut =
      known.length === 0
        ? `give it a limit: limits: { resources: { '${unknown}': 2 } } in the configuration`
        : `write one that limits.resources of the configuration has: ${known.join(', ')}`
    const reason = `limits.resources names "${unknown}", of which it is not known how many steps may use it at once; ${wayOut}`
    throw new PlanInvalid({ pipeline, step: name, reason })
  }
}
