import type { FailurePolicy } from '@sluice/core'
import type { Engine, RunRequest, StepRecord } from '@sluice/engine'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { requestsOf, type RunOptions } from '../load/requests.ts'
import { elementCounts, withMaps, type ShownStep } from '../print/maps.ts'
import type { Reporter } from '../print/report.ts'
import type { Style } from '../print/style.ts'
import { table } from '../print/table.ts'
import { instant } from '../print/words.ts'

/** A step with what is known before it runs. */
interface PlannedLine {
  readonly name: string
  readonly needs: readonly string[]
  readonly keyed: string
  /** How the step ended in the unfinished run that `run` would go on with. */
  readonly before: string | null
  /** Of a map: the step whose elements it is for, and how. */
  readonly map?: ShownMap
}

/** What is known of a map before its elements are. */
interface ShownMap {
  readonly over: string
  readonly limit: number | null
  readonly onFailure: FailurePolicy
}

/** A plan as it is shown. */
interface ShownPlan {
  readonly pipeline: string
  readonly deployment: string
  readonly asOf: string
  readonly timeZone: string
  /** The unfinished run that `run` would go on with. */
  readonly continues: string | null
  readonly steps: readonly PlannedLine[]
}

/** Shows what `run` would do. Nothing runs, nothing is read from a source. */
export async function plan(
  io: Io,
  report: Reporter,
  pipeline: string | undefined,
  options: RunOptions,
): Promise<void> {
  await withProject(io, options, async ({ config, engine }) => {
    const part = pipeline?.endsWith('.train') === true ? 'train' : 'pipeline'
    const requests = requestsOf(config, part, pipeline, options, io)
    const plans = await Promise.all(requests.map(request => shownPlan(engine, request)))
    report.result({ plans }, style => plans.map(shown => planText(shown, style)).join('\n\n'))
  })
}

async function shownPlan(
  { journal }: Engine,
  { plan: planned, timeZone = 'UTC' }: RunRequest,
): Promise<ShownPlan> {
  const { pipeline, deployment, asOf, steps } = planned
  const latest = await journal.latest(pipeline, deployment, asOf)
  const continues = latest !== undefined && latest.status !== 'succeeded' ? latest.id : null
  const before = new Map(
    continues === null
      ? []
      : withMaps(await journal.steps(continues)).map(shown => [shown.step.name, endText(shown)]),
  )
  return {
    pipeline,
    deployment,
    asOf: asOf.toISOString(),
    timeZone,
    continues,
    steps: withMaps(steps).map(({ step: { name, needs, step }, map }) => {
      const line = { name, keyed: step.definition.keyed, before: before.get(name) ?? null }
      if (map === undefined) return { ...line, needs }
      const { limit = null, onFailure = 'block' } = step.definition.map ?? {}
      const [over = ''] = map.list.needs
      return { ...line, needs: map.list.needs, map: { over, limit, onFailure } }
    }),
  }
}

function endText({ step, map }: ShownStep<StepRecord>): string {
  const counts = map === undefined ? '' : elementCounts(map)
  return counts === '' ? step.status : `${step.status}, ${counts}`
}

const meanings: Readonly<Record<string, string>> = {
  content: 'again only when its definition or inputs change',
  run: 'once per run: reads the outside world',
  effect: 'once per run: changes the outside world',
}

function planText(
  { pipeline, deployment, asOf, timeZone, continues, steps }: ShownPlan,
  style: Style,
): string {
  const head = `${style.strong(deployment)} ${pipeline} as of ${instant(new Date(asOf), timeZone)}${continues === null ? '' : `, goes on with ${continues}`}`
  const rows = steps.map(({ name, needs, keyed, before, map }) => [
    `  ${name}`,
    needs.join(', ') || '–',
    map === undefined ? (meanings[keyed] ?? keyed) : mapText(map),
    before ?? '',
  ])
  return [
    head,
    table([{ title: '  step' }, { title: 'after' }, { title: 'runs' }, { title: 'before' }], rows),
  ].join('\n')
}

function mapText({ over, limit, onFailure }: ShownMap): string {
  const atOnce = limit === null ? [] : [`${limit} at once`]
  return [`for each element of ${over}`, ...atOnce, ...policyText(onFailure)].join(', ')
}

function policyText(policy: FailurePolicy): readonly string[] {
  if (policy === 'block') return []
  if (policy === 'continue') return ['some may fail']
  if ('atMost' in policy) return [`at most ${policy.atMost} may fail`]
  return [`at most ${Math.round(policy.atMostShare * 1000) / 10} % may fail`]
}
