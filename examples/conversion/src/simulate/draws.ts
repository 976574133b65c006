/** Random numbers of one person: the same in every run, whatever other people do. */
export interface Draws {
  /** From 0 up to, not including, 1. */
  uniform(): number
  /** Mean 0, standard deviation 1. */
  normal(): number
  /** A count with this mean. */
  poisson(mean: number): number
  /** One of several values by weight. */
  pick<T>(weights: readonly (readonly [value: T, weight: number])[]): T
}

/** The draws of stream `stream` of a seed (SplitMix32). */
export function drawsOf(seed: number, stream: number): Draws {
  let state = mix(seed ^ mix(stream + 0x9e37_79b9))
  const uniform = () => {
    state = (state + 0x9e37_79b9) | 0
    return (mix(state) >>> 0) / 2 ** 32
  }
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    poisson: mean => {
      const limit = Math.exp(-mean)
      let count = 0
      for (let product = uniform(); product > limit; product *= uniform()) count += 1
      return count
    },
    pick: weights => {
      let left = uniform() * weights.reduce((sum, [, weight]) => sum + weight, 0)
      const found = weights.find(([, weight]) => (left -= weight) < 0) ?? weights.at(-1)
      if (found === undefined) throw new RangeError('there is nothing to pick from')
      return found[0]
    },
  }
}

function mix(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0_aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97)
  return mixed ^ (mixed >>> 15)
}
