import { judgeCopy, sketchOf } from '@sluice/core'
import { chance } from './chance.ts'

/** How often copies of earlier loads were found. */
export interface CopyResult {
  readonly what: string
  readonly found: number
  readonly of: number
}

/** Daily loads of 2,000 rows, three before; the tested one is new, a copy, or a copy with 2 % of other rows. */
export function copyResults(clients: number): readonly CopyResult[] {
  const kinds = {
    'a new load': 1,
    'an exact copy, in another order': 0,
    '98 % of the rows again': 0.02,
  } as const
  return Object.entries(kinds).map(([what, other]) => {
    let found = 0
    for (let seed = 0; seed < clients; seed++) {
      const { uniform } = chance(810_000_000 + seed)
      const hash = () =>
        (BigInt(Math.floor(uniform() * 2 ** 32)) << 32n) | BigInt(Math.floor(uniform() * 2 ** 32))
      const load = (rows: number) => Array.from({ length: rows }, hash)
      const loads = [load(2000), load(2000), load(2000)]
      const earlier = loads.map((rows, i) => ({
        run: `run-${i}`,
        at: new Date(i * 86_400_000),
        sketch: sketchOf(rows),
      }))
      const kept = (loads[2] ?? []).slice(Math.round(2000 * other))
      const now = [...load(2000 - kept.length), ...kept.toReversed()]
      if (judgeCopy(sketchOf(now), earlier).severity !== undefined) found += 1
    }
    return { what, found, of: clients }
  })
}
