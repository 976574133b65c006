import { sha256 } from '../digest/sha256.ts'

/**
 * How much later than due a deployment starts, in ms: between 0 and `jitterMs`, always the same for the same names, and
 * spread evenly over many of them.
 */
export function jitterOf(pipeline: string, deployment: string, jitterMs: number): number {
  const fraction = Number.parseInt(sha256(`${pipeline}/${deployment}`).slice(0, 8), 16) / 2 ** 32
  return Math.floor(fraction * jitterMs)
}
