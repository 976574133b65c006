import type { Engine, RunRequest } from '@sluice/engine'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { requestsOf, type RunOptions } from '../load/requests.ts'
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
    continues === null ? [] : (await journal.steps(continues)).map(step => [step.name, step.status]),
  )
  return {
    pipeline,
    deployment,
    asOf: asOf.toISOString(),
    timeZone,
    continues,
    steps: steps.map(({ name, needs, step }) => ({
      name,
      needs,
      keyed: step.definition.keyed,
      before: before.get(name) ?? null,
    })),
  }
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
  const rows = steps.map(({ name, needs, keyed, before }) => [
    `  ${name}`,
    needs.join(', ') || '–',
    meanings[keyed] ?? keyed,
    before ?? '',
  ])
  return [
    head,
    table([{ title: '  step' }, { title: 'after' }, { title: 'runs' }, { title: 'before' }], rows),
  ].join('\n')
}
