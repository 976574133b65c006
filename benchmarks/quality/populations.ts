import type { SeriesPoint } from '@sluice/core'
import { chance, poisson } from './chance.ts'

/** Daily row counts of a client without any incident, and what nobody knows: their means, and the noise around them. */
export interface Client {
  readonly days: readonly SeriesPoint[]
  readonly means: readonly number[]
  /** Standard deviation of the logarithm, without the chance of small counts. */
  readonly noise: number
}

/** A kind of clients. */
export interface Population {
  readonly name: string
  readonly what: string
  /** Whether a value is as far from its mean as it is in 0.07 % of clean days. */
  readonly isFar: (value: number, mean: number, noise: number) => boolean
  readonly client: (seed: number, days: number) => Client
  /** What who knows the population knows, see `isSeenAtBest`. */
  readonly known: {
    /** Standard deviation of a client's weekdays around those of the population. */
    readonly pattern: number
    /** Autocorrelation of the noise. */
    readonly memory: number
    /** Standard deviations beyond which the noise lies on one side in 0.1 % of days. */
    readonly reach: number
  }
}

const dayMs = 86_400_000
const start = Date.UTC(2026, 1, 1, 5)
/** The seeds that thresholds and priors were tuned with lie below; nothing here uses them. */
const heldOut = 307_000_000

// Standard deviations beyond which normal and t5 noise lie in 0.07 % of days.
const [normalReach, heavyReach] = [3.39, 5.75]
// And on one side in 0.1 %.
const [normalSide, heavySide] = [3.09, 4.565]

/**
 * Populations that the detectors were not tuned with: their forms, noise and seeds are their own. Days begin with a
 * Sunday; a client starts on any weekday.
 */
export const populations: readonly Population[] = [
  {
    name: 'agency',
    what: 'quiet weekends, own pattern ±5 %, noise 5–12 %, growth',
    isFar: beyond(normalReach),
    known: { pattern: 0.05, memory: 0, reach: normalSide },
    client: (seed, days) => {
      const { uniform, normal } = chance(heldOut + seed)
      const base = 500 * 60 ** uniform()
      const noise = 0.05 + 0.07 * uniform()
      const growth = (0.006 * uniform()) / 7
      const week = [0.58, 1.04, 1.05, 1.02, 1, 0.95, 0.55].map(usual => usual * Math.exp(0.05 * normal()))
      const mean = (day: number, weekday: number) => base * (week[weekday] as number) * Math.exp(growth * day)
      return daily(seed, days, noise, mean, usual => usual * Math.exp(noise * normal()))
    },
  },
  {
    name: 'shop',
    what: 'busy weekends, noise 6–10 % with heavy tails (t5) and memory (0.3), slow seasons of ±15 %',
    isFar: beyond(heavyReach),
    known: { pattern: 0.06, memory: 0.3, reach: heavySide },
    client: (seed, days) => {
      const { uniform, normal } = chance(heldOut * 2 + seed)
      const base = 1000 * 30 ** uniform()
      const noise = 0.06 + 0.04 * uniform()
      const phase = 6.28 * uniform()
      const week = [1.3, 0.95, 0.9, 0.95, 1, 1.1, 1.4].map(usual => usual * Math.exp(0.06 * normal()))
      const heavy = () => {
        const squares = [1, 2, 3, 4, 5].reduce(sum => sum + normal() ** 2, 0)
        return normal() / Math.sqrt(squares / 5) / Math.sqrt(5 / 3)
      }
      let memory = 0
      const mean = (day: number, weekday: number) =>
        base * (week[weekday] as number) * Math.exp(0.15 * Math.sin(phase + (6.28 * day) / 120))
      return daily(seed, days, noise, mean, usual => {
        memory = 0.3 * memory + Math.sqrt(1 - 0.09) * heavy()
        return usual * Math.exp(noise * memory)
      })
    },
  },
  {
    name: 'small',
    what: '40–400 rows a day, weekends three quarters, Poisson and 6 %',
    known: { pattern: 0.05, memory: 0, reach: normalSide },
    isFar: (value, mean, noise) => {
      const gap = 2 * (Math.sqrt(value + 0.375) - Math.sqrt(mean + 0.375))
      return Math.abs(gap) > normalReach * Math.sqrt(1 + mean * noise ** 2)
    },
    client: (seed, days) => {
      const own = chance(heldOut * 3 + seed)
      const base = 40 * 10 ** own.uniform()
      const week = [0.75, 1, 1, 1, 1, 1, 0.75].map(usual => usual * Math.exp(0.05 * own.normal()))
      const mean = (_: number, weekday: number) => base * (week[weekday] as number)
      return daily(seed, days, 0.06, mean, usual => poisson(own, usual * Math.exp(0.06 * own.normal())))
    },
  },
]

function beyond(reach: number): Population['isFar'] {
  return (value, mean, noise) =>
    Math.abs(Math.log((value + 1) / mean)) > reach * Math.sqrt(noise ** 2 + 1 / mean)
}

function daily(
  seed: number,
  count: number,
  noise: number,
  mean: (day: number, weekday: number) => number,
  drawn: (mean: number) => number,
): Client {
  const instants = Array.from({ length: count }, (_, day) => new Date(start + ((seed % 7) + day) * dayMs))
  const means = instants.map((at, day) => mean(day, at.getUTCDay()))
  const days = instants.map((at, day) => ({
    at,
    value: Math.max(0, Math.round(drawn(means[day] as number))),
  }))
  return { days, means, noise }
}
