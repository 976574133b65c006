import { join, resolve } from 'node:path'
import { openEngine, type KeyMetrics } from 'sluice'
import { dataFolder } from './paths.ts'
import { outputOf, runCompleteJourney, runOnlineRetail, type Trained } from './retail.ts'

// node --conditions=@sluice/source examples/retail/src/run.ts [data folder] [output folder]
const [data = dataFolder, out = resolve(import.meta.dirname, '../.retail')] = process.argv.slice(2)
const engine = await openEngine({ root: join(out, '.sluice') })
try {
  report('Online Retail: who buys again within 28 days', await runOnlineRetail(engine, { data, out }))
  report(
    'Complete Journey: who buys from a category within 28 days',
    await runCompleteJourney(engine, { data, out }),
  )
  process.stdout.write(`scores are in ${out}\n`)
} finally {
  await engine.close()
}

function report(title: string, trained: readonly Trained[]): void {
  process.stdout.write(`${title}\n`)
  for (const { name, train } of trained) {
    const { outOfFold, evaluation } = outputOf<KeyMetrics>(train, 'fit')
    const lines = [
      `out of fold ${metrics(outOfFold)}`,
      ...(evaluation === null ? [] : [`later       ${metrics(evaluation)}`]),
    ]
    process.stdout.write(`  ${name}\n${lines.map(line => `    ${line}\n`).join('')}`)
    for (const { message } of train.steps.flatMap(({ checks }) => checks).filter(failed)) {
      process.stdout.write(`    ! ${message}\n`)
    }
  }
}

function metrics({ rows, auc, ece, baseRate }: KeyMetrics['outOfFold']): string {
  const number = (value: number | null) => value?.toFixed(3) ?? 'none'
  return `rows ${rows}, base rate ${number(baseRate)}, AUC ${number(auc)}, ECE ${number(ece)}`
}

function failed({ status }: { readonly status: string }): boolean {
  return status === 'failed'
}
