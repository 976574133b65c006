import type { Config } from '@sluice/core'
import { scheduleTargets, type ScheduleTarget } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { baseName } from '../load/selection.ts'
import type { Reporter } from '../print/report.ts'

/** Options of `pause` and `unpause`. */
export interface PauseOptions {
  readonly config?: string
  readonly pipeline?: string
  readonly why: string
}

/** Keeps the schedules of a deployment from starting anything, until they are unpaused. */
export function pause(io: Io, report: Reporter, deployment: string, options: PauseOptions): Promise<void> {
  return change(io, report, deployment, options, 'paused')
}

/** Lets the schedules of a deployment start runs again; the catch-up policy decides about the time between. */
export function unpause(io: Io, report: Reporter, deployment: string, options: PauseOptions): Promise<void> {
  return change(io, report, deployment, options, 'unpaused')
}

async function change(
  io: Io,
  report: Reporter,
  deployment: string,
  options: PauseOptions,
  to: 'paused' | 'unpaused',
): Promise<void> {
  await withProject(io, options, async ({ config, engine: { schedules } }) => {
    const targets = targetsOf(config, deployment, options.pipeline)
    const byConfig = targets.find(({ schedule }) => schedule.paused)
    if (to === 'unpaused' && byConfig !== undefined) {
      throw new UsageInvalid({
        reason: `the configuration says that "${deployment}" is paused`,
        next: 'Remove paused: true where the deployment is declared.',
      })
    }
    const decision = { who: io.who, why: options.why }
    const changed: string[] = []
    for (const { key } of targets) {
      const done =
        to === 'paused' ? await schedules.pause(key, decision) : await schedules.unpause(key, decision)
      if (done) changed.push(key.pipeline)
    }
    if (changed.length === 0) {
      const state = to === 'paused' ? 'paused already' : 'not paused'
      throw new UsageInvalid({ reason: `"${deployment}" is ${state}`, next: 'See: sluice schedule' })
    }
    report.result(
      { deployment, pipelines: changed, ...decision, [to]: true },
      style => `${to === 'paused' ? style.warn(to) : style.good(to)} ${deployment}: ${changed.join(', ')}`,
    )
  })
}

function targetsOf(
  config: Config,
  deployment: string,
  pipeline: string | undefined,
): readonly ScheduleTarget[] {
  const all = scheduleTargets(config)
  const mine = all.filter(({ key }) => key.deployment === deployment)
  if (mine.length === 0) {
    const known = [...new Set(all.map(({ key }) => key.deployment))]
    throw new UsageInvalid({ reason: `"${deployment}" has no schedule`, known })
  }
  const named = mine.filter(
    ({ key }) => pipeline === undefined || key.pipeline === pipeline || baseName(key.pipeline) === pipeline,
  )
  if (named.length > 0) return named
  throw new UsageInvalid({
    reason: `"${deployment}" has no schedule of a pipeline "${String(pipeline)}"`,
    known: mine.map(({ key }) => key.pipeline),
  })
}
