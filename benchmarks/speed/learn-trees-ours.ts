// One contender of learn-trees.ts: boosted trees by Sluice. Arguments: the file of learn-trees-data.ts, threads.
import { binColumn, boost, findEdges } from '@sluice/trees'
import type { Forest } from '@sluice/expr'
import { stopwatch } from './child.ts'
import { readTreeRows } from './learn-trees-data.ts'

const { training, held } = await readTreeRows(process.argv[2] ?? '')
const threads = Number(process.argv[3])
const rows = training.target.length
const sampled = 200_000
const watch = stopwatch()
const columns = training.columns.map((values, i) => {
  const sample = new Float64Array(sampled)
  for (let k = 0; k < sampled; k++) sample[k] = values[Math.floor((k * rows) / sampled)] as number
  return binColumn(`f${i}`, values, findEdges(sample))
})
watch.stage('bin')
const { forests } = await boost(
  { objective: { kind: 'binary' } },
  { rows, columns, target: training.target },
  { threads },
)
watch.stage('boost')
const measured = watch.report()
process.stdout.write(`${JSON.stringify({ ...measured, logLoss: logLoss(forests[0] as Forest) })}\n`)

function logLoss(forest: Forest): number {
  let sum = 0
  held.target.forEach((target, row) => {
    const margin = marginOf(forest, row)
    sum += Math.log1p(Math.exp(target === 1 ? -margin : margin))
  })
  return sum / held.target.length
}

function marginOf(
  { base, roots, feature, threshold, flags, left, right, leaves }: Forest,
  row: number,
): number {
  let sum = base
  for (const root of roots) {
    let at = root
    while (at >= 0) {
      const value = held.columns[feature[at] as number]?.[row] as number
      const isLeft = Number.isNaN(value) ? flags[at] === 1 : value <= (threshold[at] as number)
      at = (isLeft ? left[at] : right[at]) as number
    }
    sum += leaves[-1 - at] as number
  }
  return sum
}
