import {
  intervalEndingAt,
  jitterOf,
  scheduleOf,
  ScheduleInvalid,
  type Config,
  type DataInterval,
  type Deployment,
  type FlowLimits,
  type Pipeline,
  type Schedule,
  type Timetable,
} from '@sluice/core'
import { cronTimetable } from './cron-timetable.ts'
import type { ScheduleKey } from './schedule-journal.ts'

/** A pipeline of a deployment with its schedule. */
export interface ScheduleTarget {
  readonly key: ScheduleKey
  readonly deployment: Deployment
  readonly pipeline: Pipeline
  readonly schedule: Schedule
  readonly timetable: Timetable
  /** How much later than due its runs start. */
  readonly delayMs: number
}

/**
 * Everything in a configuration that has a schedule.
 *
 * @throws ScheduleInvalid naming the deployment and the option.
 */
export function scheduleTargets({
  deployments,
  limits = {},
}: Pick<Config, 'deployments' | 'limits'>): readonly ScheduleTarget[] {
  return deployments.flatMap(deployment => {
    const { pipeline, train, schedule, trainSchedule } = deployment
    refuseUnknown(deployment, limits)
    return [
      ...(schedule === undefined ? [] : [targetOf(deployment, pipeline, schedule)]),
      ...(trainSchedule === undefined || train === undefined
        ? []
        : [targetOf(deployment, train, trainSchedule)]),
    ]
  })
}

/** What would be ignored silently is a mistake. */
function refuseUnknown(
  { name, train, trainSchedule, resources = [] }: Deployment,
  { resources: limited = {} }: FlowLimits,
): void {
  if (trainSchedule !== undefined && train === undefined) {
    const expected = 'it for a deployment whose pipeline trains, or leave it out'
    throw new ScheduleInvalid({ deployment: name, option: 'trainSchedule', value: trainSchedule, expected })
  }
  const unknown = resources.find(resource => !Object.hasOwn(limited, resource))
  if (unknown === undefined) return
  const known = Object.keys(limited)
  const expected =
    known.length === 0
      ? `a limit for it: limits: { resources: { '${unknown}': 2 } }`
      : `one that limits.resources has: ${known.join(', ')}`
  throw new ScheduleInvalid({ deployment: name, option: 'resources', value: unknown, expected })
}

function targetOf(deployment: Deployment, pipeline: Pipeline, cron: string): ScheduleTarget {
  const { name } = deployment
  const schedule = scheduleOf(cron, deployment, name)
  const { timezone, jitterMs } = schedule
  return {
    key: { pipeline: pipeline.name, deployment: name },
    deployment,
    pipeline,
    schedule,
    timetable: cronTimetable({ cron, timezone, deployment: name }),
    delayMs: jitterOf(pipeline.name, name, jitterMs),
  }
}

/** The interval of a run of a deployment as of an instant, where the pipeline has a schedule. */
export function scheduledInterval(
  deployment: Deployment,
  pipeline: Pipeline,
  asOf: Date,
): DataInterval | undefined {
  const { name, timezone = 'UTC', train, schedule, trainSchedule } = deployment
  const cron = pipeline === train ? trainSchedule : schedule
  if (cron === undefined) return undefined
  return intervalEndingAt(cronTimetable({ cron, timezone, deployment: name }), asOf)
}

/** One text for a key, for maps. */
export function keyText({ pipeline, deployment }: ScheduleKey): string {
  return `${pipeline}\n${deployment}`
}
