import type { Executor } from '../executor.ts'
import { EmbeddedExecutor } from './embedded-executor.ts'
import { runPlans } from './run-plans.ts'

/** Works on steps in this process, at most `concurrency` at once over all runs. */
export function embeddedExecutor(concurrency: number): Executor {
  const turns = new EmbeddedExecutor(concurrency)
  return {
    run: (services, requests, cancel) => runPlans(services, turns, requests, cancel),
    close: async () => undefined,
  }
}
