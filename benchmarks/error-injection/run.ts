// npm run bench -- error-injection: what suggested checks find of errors put into real data that they were not chosen by.
import { inject, split, type ErrorResult } from './injection.ts'
import { dataSets, openLoads } from './loads.ts'
import { markdownTable } from '../quality/markdown-table.ts'

const goals = { precision: 0.95, recall: 0.85 } as const

/** Precision and recall by family of errors, for each data set and all together. */
export async function benchErrorInjection(): Promise<string> {
  const parts: string[] = []
  const everything: ErrorResult[] = []
  for (const set of dataSets) {
    const loads = await openLoads(set, split.learned + split.tried)
    if (loads === undefined) {
      parts.push(`${set.name}: left out, the shared data are not there`)
      continue
    }
    const { checks, expected, errors, falseLoads } = await inject(loads)
    everything.push(...errors)
    const tried = loads.at.length - split.learned
    parts.push(
      `${set.name} (${set.what}): ${checks.length} checks from ${split.learned} loads, which should find ${shown(expected)} % ` +
        `of ${errors.length} errors; tried on ${tried} loads after them, ${falseLoads} of which had a false alarm`,
      tableOf(errors),
    )
  }
  if (everything.length > 0) parts.push(`All\n\n${tableOf(everything)}`, verdict(everything))
  return parts.join('\n\n')
}

interface Rates {
  readonly precision: number
  readonly recall: number
}

/** A good column for every bad one, as Auto-Validate-by-History counts. */
function rates(errors: readonly ErrorResult[]): Rates {
  const [caught, tried, wrong] = (['caught', 'tried', 'falseAlarms'] as const).map(key =>
    errors.reduce((sum, error) => sum + error[key], 0),
  ) as [number, number, number]
  return { precision: caught + wrong === 0 ? 1 : caught / (caught + wrong), recall: caught / tried }
}

function tableOf(errors: readonly ErrorResult[]): string {
  const families = [...Map.groupBy(errors, ({ family }) => family)]
  const rows = [...families, ['all', errors] as const].map(([family, some]) => {
    const { precision, recall } = rates(some)
    return [family, String(some.length), shown(precision), shown(recall)]
  })
  return markdownTable(['error', 'variants', 'precision %', 'recall %'], rows)
}

function verdict(errors: readonly ErrorResult[]): string {
  const { precision, recall } = rates(errors)
  const isMet = precision >= goals.precision && recall >= goals.recall
  return `Precision ${shown(precision)} % at a recall of ${shown(recall)} %; the goal of 95 % at 85 % is ${isMet ? '' : 'not '}met`
}

function shown(share: number): string {
  return (100 * share).toFixed(1)
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`${await benchErrorInjection()}\n`)
