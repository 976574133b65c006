import type { SeriesPoint } from '@sluice/core'
import { chance, poisson, type Chance } from '../chance.ts'

/** A family of clean daily series that priors and thresholds are tuned with; the judged ones are of other families. */
export interface Family {
  readonly name: string
  readonly what: string
  readonly days: (seed: number, count: number) => readonly SeriesPoint[]
}

const dayMs = 86_400_000
const start = Date.UTC(2025, 5, 1, 4)
/** Seeds of tuning; those of the judged populations begin at 307 million. */
const seeds = 41_000_000

type Week = readonly number[]

/** Families by form of noise: nothing here has the parameters or the seeds of a judged population. */
export const families: readonly Family[] = [
  {
    name: 'publisher',
    what: 'weekends a little busier, log-normal noise 4–15 %, a wave over the month',
    days: daily(1, own => {
      const { uniform, normal } = own
      const noise = 0.04 * 3.75 ** uniform()
      const phase = 6.28 * uniform()
      const mean = level(own, 300 * 100 ** uniform(), week(own, [1.15, 0.98, 0.97, 1, 0.98, 0.95, 1.1], 0.04))
      return (day, weekday) =>
        mean(weekday) * Math.exp(0.08 * Math.sin(phase + (6.28 * day) / 30) + noise * normal())
    }),
  },
  {
    name: 'market',
    what: 'closed-ish Sundays, logistic noise 5–12 % with memory 0.4',
    days: daily(2, own => {
      const { uniform } = own
      const noise = 0.05 + 0.07 * uniform()
      const mean = level(own, 2000 * 20 ** uniform(), week(own, [0.35, 1.1, 1, 1, 1.02, 1.2, 0.8], 0.07))
      const remember = memory(own, 0.4, logistic)
      return (_, weekday) => mean(weekday) * Math.exp(noise * remember())
    }),
  },
  {
    name: 'bursts',
    what: 'even weeks, noise 5–9 % of which one day in twelve is twice as noisy and skewed upwards',
    days: daily(3, own => {
      const { uniform, normal } = own
      const noise = 0.05 + 0.04 * uniform()
      const mean = level(own, 800 * 40 ** uniform(), week(own, [0.9, 1, 1, 1, 1, 1, 0.9], 0.05))
      const drawn = () => (uniform() < 1 / 12 ? 0.6 + 2 * normal() : normal())
      return (_, weekday) => mean(weekday) * Math.exp(noise * drawn())
    }),
  },
  {
    name: 'leads',
    what: '30–600 rows a day, weekends 40 %, negative binomial',
    days: daily(4, own => {
      const { uniform, normal } = own
      const spread = 0.03 + 0.07 * uniform()
      const mean = level(own, 30 * 20 ** uniform(), week(own, [0.4, 1.05, 1, 1, 1, 0.95, 0.4], 0.06))
      return (_, weekday) => poisson(own, mean(weekday) * Math.exp(spread * normal()))
    }),
  },
  {
    name: 'wild',
    what: 'noise 15–45 %, t4, memory 0.2: false alarms only',
    days: daily(5, own => {
      const { uniform } = own
      const noise = 0.15 * 3 ** uniform()
      const mean = level(own, 500 * 30 ** uniform(), week(own, [0.8, 1, 1, 1, 1, 1, 0.8], 0.1))
      const remember = memory(own, 0.2, t4)
      return (_, weekday) => mean(weekday) * Math.exp(noise * remember())
    }),
  },
]

type Days = (day: number, weekday: number) => number

function daily(family: number, make: (own: Chance) => Days): Family['days'] {
  return (seed, count) => {
    const value = make(chance(seeds + family * 1_000_003 + seed * 7919))
    return Array.from({ length: count }, (_, day) => {
      const at = new Date(start + ((seed % 7) + day) * dayMs)
      return { at, value: Math.max(0, Math.round(value(day, at.getUTCDay()))) }
    })
  }
}

function week({ normal }: Chance, usual: Week, spread: number): Week {
  return usual.map(value => value * Math.exp(spread * normal()))
}

/** A level that wanders by half a per cent a day at most, times the weekday. */
function level({ normal }: Chance, base: number, days: Week): (weekday: number) => number {
  let at = Math.log(base)
  return weekday => {
    at += 0.003 * normal()
    return Math.exp(at) * (days[weekday] as number)
  }
}

/** Noise of variance 1 that remembers a share of yesterday's. */
function memory(own: Chance, share: number, drawn: (own: Chance) => number): () => number {
  let kept = drawn(own)
  return () => {
    kept = share * kept + Math.sqrt(1 - share ** 2) * drawn(own)
    return kept
  }
}

function logistic({ uniform }: Chance): number {
  const u = 1e-12 + (1 - 2e-12) * uniform()
  return (Math.log(u / (1 - u)) * Math.sqrt(3)) / Math.PI
}

function t4({ normal }: Chance): number {
  const squares = [1, 2, 3, 4].reduce(sum => sum + normal() ** 2, 0)
  return normal() / Math.sqrt(squares / 4) / Math.SQRT2
}
