import { mix } from '../random/mix.ts'

/** A generator of numbers from 0 to 1: the same for the same seed. */
export function seeded(seed: number): () => number {
  let drawn = 0
  return () => (mix(seed, ++drawn) >>> 0) / 2 ** 32
}

/** Roughly normal: the sum of twelve even numbers, less six. */
export function normal(random: () => number): number {
  let sum = -6
  for (let i = 0; i < 12; i++) sum += random()
  return sum
}
