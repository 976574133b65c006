import type { Draws } from './draws.ts'

/** A person as the audience table knows them, and what nobody knows. */
export interface Person {
  readonly id: string
  readonly segment: Segment
  readonly ageBand: string | null
  readonly region: string
  readonly device: 'mobile' | 'desktop'
  readonly since: Date
  /** Impressions a day. */
  readonly reach: number
  /** What moves a person to convert that no column tells. */
  readonly hidden: number
}

/** What the audience data says about intent. */
export type Segment = 'in-market' | 'lookalike' | 'broad'

const dayMs = 86_400_000

/** Makes a person of their draws. */
export function personOf(number: number, start: Date, draws: Draws): Person {
  return {
    id: `u${String(number).padStart(6, '0')}`,
    segment: draws.pick([
      ['in-market', 2],
      ['lookalike', 3],
      ['broad', 5],
    ]),
    ageBand: draws.pick([
      ['18-29', 3],
      ['30-44', 4],
      ['45-64', 3],
      [null, 1],
    ]),
    region: draws.pick(regions),
    device: draws.pick([
      ['mobile', 7],
      ['desktop', 3],
    ]),
    since: new Date(start.getTime() - Math.floor(draws.uniform() * 700) * dayMs),
    reach: Math.exp(draws.normal() * 0.7 - 0.9),
    hidden: draws.normal(),
  }
}

const regions = Array.from({ length: 12 }, (_, i) => [`region-${i + 1}`, 1 / (i + 1)] as const)
