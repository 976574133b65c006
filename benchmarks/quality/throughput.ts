import { judgeEach, judgeSeries, type SeriesPoint } from '@sluice/core'
import { populations, type Population } from './populations.ts'

/** Tests per second of processor time. */
interface Throughput {
  readonly what: string
  readonly perSecond: number
}

const clients = 40
const days = 56

/** How quickly series are judged: one value after 28 days, and each of 56 days by those before it. */
export function throughputs(): readonly Throughput[] {
  const { client } = populations[0] as Population
  const series = Array.from({ length: clients }, (_, seed) => client(5_000_000 + seed, days).days)
  const siblings = series.slice(0, 20)
  const one = (points: readonly SeriesPoint[], options: object) =>
    judgeSeries(points[28] as SeriesPoint, points.slice(0, 28), options)
  const cases = {
    'one value after 28 days, alone': [() => series.forEach(points => one(points, {})), clients],
    'the same, 20 siblings that are known': [
      () => series.forEach(points => one(points, { siblings })),
      clients,
    ],
    'the same, 20 siblings that are new': [
      () => series.slice(0, 8).forEach(points => one(points, { siblings: [...siblings] })),
      8,
    ],
    'each of 56 days by those before it': [() => series.forEach(points => judgeEach(points)), clients * days],
  } as const
  return Object.entries(cases).map(([what, [run, tests]]) => {
    run()
    const before = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(before)
    return { what, perSecond: tests / ((user + system) / 1e6) }
  })
}
