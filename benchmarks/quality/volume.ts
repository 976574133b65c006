import { judgeEach, judgeSeries, type SeriesPoint } from '@sluice/core'
import { isSeenAtBest } from './ceiling.ts'
import { populations, type Client, type Population } from './populations.ts'
import { elementaryDefault, onlineNormal } from './published.ts'

/** What is done to the last day of a series; clean is nothing. */
export const incidents = { clean: 1, empty: 0, '-80 %': 0.2, '-40 %': 0.6, '×2': 2 } as const
export type Incident = keyof typeof incidents

/** Share of tests that may be false alarms in this benchmark; the goal is 0.1 % measured. */
export const falseAlarms = 5e-4

const histories = [1, 3, 7, 14, 28, 56] as const
const siblingCount = 20
const siblingDays = 56

interface Case {
  readonly history: readonly SeriesPoint[]
  readonly last: SeriesPoint
  readonly client: Client
  readonly siblings: Siblings
}

type Siblings = readonly (readonly SeriesPoint[])[]
type Judge = (tested: Case) => boolean

/** How often each detector reported, by population, history and incident. */
export interface VolumeCell {
  readonly population: string
  readonly detector: string
  readonly history: number
  /** Share that was reported. */
  readonly reported: Readonly<Record<Incident, number>>
}

/** Injects incidents into the day after each history of `clients` held-out clients of each population. */
export function volumeCells(clients: number): readonly VolumeCell[] {
  return populations.flatMap(population => {
    const detectors = detectorsFor(population)
    return histories.flatMap(history =>
      Object.entries(detectors).map(([detector, judge]) => ({
        population: population.name,
        detector,
        history,
        reported: reportedShares(population, history, judge, clients),
      })),
    )
  })
}

/** Share of clients of which an incident can be seen at best, see `isSeenAtBest`. */
export function ceilingOf(name: string, history: number, incident: Incident, clients: number): number {
  const population = populations.find(one => one.name === name) as Population
  const factor = incidents[incident]
  let seen = 0
  for (let seed = 0; seed < clients; seed++) {
    const client = population.client(seed, history + 1)
    if (isSeenAtBest(population, { client, history, factor })) seen += 1
  }
  return seen / clients
}

function detectorsFor(population: Population): Readonly<Record<string, Judge>> {
  const values = ({ history, last }: Case) => [...history, last].map(({ value }) => value)
  return {
    'sluice, alone': ({ history, last }) =>
      judgeSeries(last, history, { falseAlarms }).severity !== undefined,
    'sluice, 20 siblings': ({ history, last, siblings }) =>
      judgeSeries(last, history, { falseAlarms, siblings }).severity !== undefined,
    'who knows mean and noise': ({ history, last, client }) =>
      population.isFar(last.value, client.means[history.length] as number, client.noise),
    'Deequ OnlineNormal': tested => onlineNormal(values(tested)),
    'elementary default': tested => elementaryDefault(values(tested)),
  }
}

const groupsOf = new Map<string, readonly Siblings[]>()

/** Ten groups of siblings: what one group happens to be like must not decide. */
function siblingGroups({ name, client }: Population): readonly Siblings[] {
  const known = groupsOf.get(name)
  if (known !== undefined) return known
  const groups = Array.from({ length: 10 }, (_, group) =>
    Array.from({ length: siblingCount }, (_, i) => client(1_000_000 + 1000 * group + i, siblingDays).days),
  )
  groupsOf.set(name, groups)
  return groups
}

function reportedShares(
  population: Population,
  history: number,
  judge: Judge,
  clients: number,
): VolumeCell['reported'] {
  const groups = siblingGroups(population)
  const counts = { clean: 0, empty: 0, '-80 %': 0, '-40 %': 0, '×2': 0 }
  for (let seed = 0; seed < clients; seed++) {
    const client = population.client(seed, history + 1)
    const { days } = client
    const siblings = groups[seed % groups.length] ?? []
    const last = days[history] as SeriesPoint
    for (const [incident, factor] of Object.entries(incidents)) {
      const value = Math.round(last.value * factor)
      const tested = { history: days.slice(0, history), last: { ...last, value }, client, siblings }
      if (judge(tested)) counts[incident as Incident] += 1
    }
  }
  return Object.fromEntries(
    Object.entries(counts).map(([incident, count]) => [incident, count / clients]),
  ) as VolumeCell['reported']
}

/** False alarms on clean days: each day of `days` judged by those before it. */
export interface CleanRun {
  readonly detector: string
  readonly population: string
  readonly tests: number
  readonly alarms: number
}

/** Runs detectors over whole clean series, as they would run in production. */
export function cleanRuns(clients: number, days = 120): readonly CleanRun[] {
  return populations.flatMap(population => {
    const groups = siblingGroups(population)
    const runs: Readonly<Record<string, (series: readonly SeriesPoint[], siblings: Siblings) => number>> = {
      'sluice, alone': series => alarmsOf(judgeEach(series, { falseAlarms })),
      'sluice, 20 siblings': (series, siblings) => alarmsOf(judgeEach(series, { falseAlarms, siblings })),
      'Deequ OnlineNormal': series => publishedAlarms(series, onlineNormal),
      'elementary default': series => publishedAlarms(series, elementaryDefault),
    }
    return Object.entries(runs).map(([detector, run]) => {
      let alarms = 0
      for (let seed = 0; seed < clients; seed++) {
        alarms += run(population.client(2_000_000 + seed, days).days, groups[seed % groups.length] ?? [])
      }
      return { detector, population: population.name, tests: clients * (days - 1), alarms }
    })
  })
}

function alarmsOf(verdicts: readonly { readonly severity?: string }[]): number {
  return verdicts.filter(({ severity }) => severity !== undefined).length
}

function publishedAlarms(
  series: readonly SeriesPoint[],
  judge: (values: readonly number[]) => boolean,
): number {
  const values = series.map(({ value }) => value)
  return values.filter((_, i) => i > 0 && judge(values.slice(0, i + 1))).length
}
