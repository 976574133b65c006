import {
  jitterOf,
  scheduleOf,
  type Config,
  type Deployment,
  type Pipeline,
  type Schedule,
  type Timetable,
} from '@sluice/core'
import { cronTimetable, keyText, type ScheduleKey } from '@sluice/engine'

/** Which of a deployment's pipelines one is. */
export type Part = 'pipeline' | 'train' | 'backtest' | 'search'

/** A pipeline of a deployment as the configuration has it. */
export interface KnownPipeline {
  readonly key: ScheduleKey
  readonly part: Part
  readonly deployment: Deployment
  readonly pipeline: Pipeline
  readonly zone: string
  /** Absent where it is only run by hand. */
  readonly timing?: {
    readonly schedule: Schedule
    /** The same for all pipelines with the same expression and zone. */
    readonly timetable: Timetable
    /** How much later than due its runs start. */
    readonly delayMs: number
  }
}

const parts: readonly Part[] = ['pipeline', 'train', 'backtest', 'search']
const made = new WeakMap<Config, ReadonlyMap<string, KnownPipeline>>()

/** Everything in a configuration that can be run, by `keyText`; made once for a configuration. */
export function knownPipelines(config: Config): ReadonlyMap<string, KnownPipeline> {
  const known = made.get(config) ?? new Map(allOf(config).map(one => [keyText(one.key), one]))
  made.set(config, known)
  return known
}

/** A pipeline of a deployment, where the configuration has it. */
export function knownPipeline(config: Config, key: ScheduleKey): KnownPipeline | undefined {
  return knownPipelines(config).get(keyText(key))
}

const clients = new WeakMap<Config, ReadonlyMap<string, KnownPipeline>>()

/** One of the pipelines of a client, for the client's label and zone. */
export function knownClient(config: Config, deployment: string): KnownPipeline | undefined {
  const known =
    clients.get(config) ?? new Map([...knownPipelines(config).values()].map(one => [one.key.deployment, one]))
  clients.set(config, known)
  return known.get(deployment)
}

function allOf({ deployments }: Config): readonly KnownPipeline[] {
  const timetables = new Map<string, Timetable>()
  return deployments.flatMap(deployment =>
    parts.flatMap(part => {
      const pipeline = deployment[part]
      return pipeline === undefined ? [] : [knownOf(deployment, part, pipeline, timetables)]
    }),
  )
}

function knownOf(
  deployment: Deployment,
  part: Part,
  pipeline: Pipeline,
  timetables: Map<string, Timetable>,
): KnownPipeline {
  const { name, timezone: zone = 'UTC', schedule, trainSchedule } = deployment
  const cron = part === 'pipeline' ? schedule : part === 'train' ? trainSchedule : undefined
  const known = { key: { pipeline: pipeline.name, deployment: name }, part, deployment, pipeline, zone }
  if (cron === undefined) return known
  const text = `${cron}\n${zone}`
  const timetable =
    timetables.get(text) ?? remembering(cronTimetable({ cron, timezone: zone, deployment: name }))
  timetables.set(text, timetable)
  const declared = scheduleOf(cron, deployment, name)
  const delayMs = jitterOf(pipeline.name, name, declared.jitterMs)
  return { ...known, timing: { schedule: declared, timetable, delayMs } }
}

const remembered = 2000

/** A timetable that remembers its answers: a thousand clients ask the same. */
function remembering(timetable: Timetable): Timetable {
  return { after: memo(at => timetable.after(at)), atOrBefore: memo(at => timetable.atOrBefore(at)) }
}

function memo(answer: (at: Date) => Date | undefined): (at: Date) => Date | undefined {
  const answers = new Map<number, Date | undefined>()
  return at => {
    const ms = at.getTime()
    if (answers.has(ms)) return answers.get(ms)
    if (answers.size >= remembered) answers.clear()
    const found = answer(at)
    answers.set(ms, found)
    return found
  }
}
