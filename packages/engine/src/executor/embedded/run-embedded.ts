import type { Executor } from '../executor.ts'
import { assertLimited, type ResourceLimits } from '../resource-limits.ts'
import { EmbeddedExecutor } from './embedded-executor.ts'
import { runPlans } from './run-plans.ts'

/** Works on steps in this process, at most `concurrency` at once over all runs. */
export function embeddedExecutor(concurrency: number, resources: ResourceLimits = {}): Executor {
  const turns = new EmbeddedExecutor(concurrency, resources)
  return {
    async run(services, requests, cancel) {
      for (const { plan } of requests) assertLimited(plan, resources)
      return runPlans(services, turns, requests, cancel)
    },
    close: async () => undefined,
  }
}
