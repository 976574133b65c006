import { judgeEach, type SeriesVerdict } from '@sluice/core'
import type { DatasetHistory } from '../api/dataset.ts'
import { datasetIn, madeDataset } from './dataset-made.ts'
import { outputParts } from './output-parts.ts'
import type { Reads } from './reads.ts'

const mostRuns = 200

/**
 * How many rows the same dataset had over the runs of the step that made it, with what each was expected to have.
 *
 * @throws NotFound
 */
export async function datasetHistory(reads: Reads, text: string): Promise<DatasetHistory> {
  const { ref, name, lines } = await madeDataset(reads, text)
  const [{ run, step, output }] = lines
  const path = datasetIn({ output }, ref.digest)?.path ?? ''
  const found = await reads.engine.views.series(run, step, mostRuns)
  const points = onePerInterval(
    found.flatMap(line => {
      const dataset = outputParts(line.output).datasets.find(([at]) => at === path)?.[1]
      return dataset === undefined ? [] : [{ run: line.run, dataset }]
    }),
  ).toReversed()
  const said = await reads.engine.incidents.verdicts(points.map(point => point.run.id))
  const verdicts = judgeEach(
    points.map(point => {
      const verdict = said.get(point.run.id)
      return {
        at: point.run.asOf,
        value: point.dataset.rows,
        ...(verdict === 'real' && { excluded: true }),
        ...(verdict === 'expected' && { accepted: true }),
      }
    }),
  )
  return {
    pipeline: run.pipeline,
    deployment: run.deployment,
    step,
    name,
    points: points.map((point, i) => ({
      run: point.run.id,
      asOf: point.run.asOf.toISOString(),
      digest: point.dataset.digest,
      rows: point.dataset.rows,
      ...judged(verdicts[i]),
      current: point.dataset.digest === ref.digest,
    })),
  }
}

/** Of runs as of one instant the newest, which comes first. */
function onePerInterval<T extends { readonly run: { readonly asOf: Date } }>(
  points: readonly T[],
): readonly T[] {
  return points.filter(({ run }, i) => run.asOf.getTime() !== points[i - 1]?.run.asOf.getTime())
}

type Judged = Pick<DatasetHistory['points'][number], 'expected' | 'verdict'>

function judged(verdict: SeriesVerdict | undefined): Judged {
  const expected = verdict?.expected
  if (verdict === undefined || expected === undefined) return { verdict: 'learning' }
  const { low, high, value: middle } = expected
  const band = { expected: { low: Math.max(0, low), middle, high } }
  if (verdict.value < low && verdict.state !== 'learning') return { ...band, verdict: 'below' }
  if (verdict.value > high && verdict.state !== 'learning') return { ...band, verdict: 'above' }
  return { ...band, verdict: verdict.state === 'learning' ? 'learning' : 'inside' }
}
