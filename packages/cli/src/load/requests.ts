import { planOf, type Config } from '@sluice/core'
import { scheduledInterval, type RunRequest } from '@sluice/engine'
import type { Io } from '../io.ts'
import { asOfFrom } from './as-of.ts'
import { selectTargets, type Part } from './selection.ts'

/** Options of the commands that build plans. */
export interface RunOptions {
  readonly config?: string
  readonly deployment?: readonly string[]
  readonly asOf?: string
  /** Start a new run even where an unfinished one could go on. */
  readonly fresh?: boolean
}

/** The runs that a command asks for: one for each deployment that it names. */
export function requestsOf(
  config: Config,
  part: Part,
  pipeline: string | undefined,
  options: RunOptions,
  { now }: Pick<Io, 'now'>,
): readonly RunRequest[] {
  const { deployment: deployments, asOf, fresh } = options
  const selection = {
    ...(pipeline !== undefined && { pipeline }),
    ...(deployments !== undefined && { deployments }),
  }
  return selectTargets(config, selection, part).map(target => {
    const { name, params, label, timezone, priority } = target.deployment
    const at = asOfFrom(asOf, now(), timezone)
    const interval = scheduledInterval(target.deployment, target.pipeline, at)
    return {
      plan: planOf(target.pipeline, {
        deployment: name,
        params,
        asOf: at,
        ...(interval !== undefined && { interval }),
      }),
      ...(fresh !== undefined && { fresh }),
      ...(label !== undefined && { label }),
      ...(timezone !== undefined && { timeZone: timezone }),
      ...(priority !== undefined && { priority }),
    }
  })
}
