/** Uniform and normal numbers of one seed. */
export interface Chance {
  readonly uniform: () => number
  readonly normal: () => number
}

/** A source of chance that is the same for the same seed on every machine (mulberry32). */
export function chance(seed: number): Chance {
  let state = seed >>> 0
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return { uniform, normal }
}

/** A Poisson count: exact for small means, rounded normal above 500. */
export function poisson({ uniform, normal }: Chance, mean: number): number {
  if (mean > 500) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
  let [count, product] = [0, uniform()]
  const limit = Math.exp(-mean)
  while (product > limit) {
    count += 1
    product *= uniform()
  }
  return count
}
