// node scripts/bootstrap.mjs benchmarks/quality/tuning/run.ts [--clients 100] [--alpha 0.0007]: what the volume judge does
// on the families that priors and thresholds are tuned with. Nothing of npm run bench:quality is used here.
import { parseArgs } from 'node:util'
import { judgeEach, judgeSeries, type SeriesPoint } from '@sluice/core'
import { markdownTable } from '../markdown-table.ts'
import { families, type Family } from './families.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '100' },
    alpha: { type: 'string', default: '0.0007' },
    family: { type: 'string' },
  },
})
const clients = Number(values.clients)
const falseAlarms = Number(values.alpha)
const incidents = { '-80 %': 0.2, '-40 %': 0.6, '×2': 2 } as const
const histories = [3, 7, 28, 56] as const
const cleanDays = 120

type Siblings = readonly (readonly SeriesPoint[])[]

for (const family of families.filter(({ name }) => name === (values.family ?? name))) {
  process.stdout.write(`\n${family.name}: ${family.what}\n\n${tableOf(family)}\n`)
}

function tableOf(family: Family): string {
  const groups = Array.from({ length: 5 }, (_, group) =>
    Array.from({ length: 20 }, (_, i) => family.days(50_000 + 100 * group + i, 56)),
  )
  const rows = [false, true].map(pooled => {
    const siblingsOf = (seed: number) =>
      pooled ? { siblings: groups[seed % groups.length] as Siblings } : {}
    const cells = histories.flatMap(history =>
      Object.values(incidents).map(factor => reported(family, history, factor, siblingsOf)),
    )
    const clean = cleanOf(family, siblingsOf)
    return [pooled ? 'siblings' : 'alone', clean, ...cells.map(share => (100 * share).toFixed(0))]
  })
  const head = histories.flatMap(history =>
    Object.keys(incidents).map(incident => `${history} d ${incident}`),
  )
  return markdownTable(['', 'false alarms, ‰ (low, high; first 14 days)', ...head], rows)
}

type SiblingsOf = (seed: number) => { readonly siblings?: Siblings }

function reported(family: Family, history: number, factor: number, siblingsOf: SiblingsOf): number {
  let found = 0
  for (let seed = 0; seed < clients; seed++) {
    const days = family.days(seed, history + 1)
    const last = days[history] as SeriesPoint
    const tested = { ...last, value: Math.round(last.value * factor) }
    const { severity } = judgeSeries(tested, days.slice(0, history), { falseAlarms, ...siblingsOf(seed) })
    if (severity !== undefined) found += 1
  }
  return found / clients
}

function cleanOf(family: Family, siblingsOf: SiblingsOf): string {
  let [low, high, early] = [0, 0, 0]
  const tests = 2 * clients * (cleanDays - 1)
  for (let seed = 0; seed < 2 * clients; seed++) {
    const days = family.days(100_000 + seed, cleanDays)
    for (const [i, verdict] of judgeEach(days, { falseAlarms, ...siblingsOf(seed) }).entries()) {
      if (verdict.severity === undefined) continue
      if (verdict.value < (verdict.expected?.value ?? 0)) low += 1
      else high += 1
      if (i < 14) early += 1
    }
  }
  return `${((1000 * (low + high)) / tests).toFixed(2)} (${low}, ${high}; ${early})`
}
