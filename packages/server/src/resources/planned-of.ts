import { SluiceError, type Config, type Plan } from '@sluice/core'
import { planOfRun, type PlannedRun } from '@sluice/engine'

/** The plan of a run as the configuration has it now; undefined where there is none or it does not take the parameters. */
export function plannedOf(config: Config, run: PlannedRun): Plan | undefined {
  try {
    return planOfRun(config, run)
  } catch (error) {
    if (error instanceof SluiceError) return undefined
    throw error
  }
}
