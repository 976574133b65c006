import type { MadeLine } from '@sluice/engine'
import type { ModelDrift } from '../api/model-drift.ts'
import { checkOf } from './check-of.ts'
import { modelSeen } from './model-seen.ts'
import type { Reads } from './reads.ts'
import { clientOfModel } from './step-facts.ts'

/** A year of weekly runs. */
const mostRuns = 53
/** Where `scoring()` scores, and what its check of scores leaves for later runs. */
const step = 'scores'
const left = /^scores\/score-drift\/[^/]+\/(\d+|mean|rows|shareAbove)$/
const kinds = new Set(['drift', 'score-drift', 'scores'])

/**
 * How the scores of a model were distributed over the runs that scored with it.
 *
 * @throws NotFound
 */
export async function modelDriftOf(reads: Reads, model: string): Promise<ModelDrift> {
  await modelSeen(reads, model)
  const deployment = clientOfModel(model)
  const pipeline = `${model.slice(0, -deployment.length - 1)}.refresh`
  const lines = await reads.engine.views.series({ pipeline, deployment }, step, mostRuns)
  const points = await Promise.all(lines.map(line => pointOf(reads, line)))
  return { model, points: points.filter(point => point !== undefined).toReversed() }
}

async function pointOf(
  { engine }: Reads,
  { run }: MadeLine,
): Promise<ModelDrift['points'][number] | undefined> {
  const [metrics, steps] = await Promise.all([engine.views.metrics(run.id), engine.journal.steps(run.id)])
  const values = new Map(
    metrics.flatMap(({ step: of, metric, value }) => {
      const [, name] = (of === step && left.exec(metric)) || []
      return name === undefined ? [] : [[name, value] as const]
    }),
  )
  const [mean, rows, shareAbove] = ['mean', 'rows', 'shareAbove'].map(name => values.get(name))
  if (mean === undefined || rows === undefined) return undefined
  const checks = steps.find(({ name }) => name === step)?.checks ?? []
  return {
    run: run.id,
    step,
    asOf: run.asOf.toISOString(),
    rows,
    mean,
    deciles: Array.from({ length: 11 }, (_, i) => values.get(String(i))).filter(one => one !== undefined),
    ...(shareAbove !== undefined && { shareAbove }),
    checks: checks.filter(({ check }) => kinds.has(check)).map(checkOf),
  }
}
