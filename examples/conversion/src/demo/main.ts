import { join } from 'node:path'
import { runDemo, type DemoFacts } from './run-demo.ts'

const seed = 20_260_302

/** Runs the demo over an empty database and prints what it found. */
export async function demo(database: string): Promise<void> {
  const started = performance.now()
  const out = (text: string) => void process.stdout.write(`${text}\n`)
  const folder = join(import.meta.dirname, '../../.demo')
  out(summary(await runDemo({ folder, database, seed, people: 6000, narrate: out })))
  out(`${Math.round((performance.now() - started) / 1000)} seconds in all.`)
}

function summary({ intervals, truth }: DemoFacts): string {
  const lines = intervals.flatMap(({ scoredFor, rows, users, contacts }) => {
    const known = truth[scoredFor]
    const table = `  ${scoredFor}: ${rows} rows of ${users} people, ${contacts} to contact`
    if (known === undefined) return [table]
    const { auc, bestAuc, meanScore, meanTruth, error, cost } = known
    return [
      table,
      `    AUC ${auc.toFixed(3)}, of the true probabilities ${bestAuc.toFixed(3)}`,
      `    mean probability ${percent(meanScore)}, true ${percent(meanTruth)}, off by ${percent(error)} on average`,
      `    cost a person ${cost.decided.toFixed(3)}; everybody contacted ${cost.everybody.toFixed(3)}, nobody ${cost.nobody.toFixed(3)}`,
    ]
  })
  return [
    '',
    'What the campaign system reads (table conversion_audience), against what the simulator knows:',
    ...lines,
    '',
  ].join('\n')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
