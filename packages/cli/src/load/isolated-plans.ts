import type { Plan } from '@sluice/core'
import type { IsolatedRun } from '@sluice/engine'
import { loadConfig } from './config.ts'
import { planOfRun } from './plan-of-run.ts'

/** In a process that runs steps: loads the project and gives the plans of its runs. */
export default async function isolatedPlans(file: string): Promise<(run: IsolatedRun) => Plan> {
  const { config } = await loadConfig({ cwd: process.cwd(), enter: folder => process.chdir(folder) }, file)
  return run => planOfRun(config, run)
}
