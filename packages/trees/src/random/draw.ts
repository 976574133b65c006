import { mix } from './mix.ts'

/** Whether row `row` is part of a sample of about `fraction` of all rows. */
export function isDrawn(seed: number, row: number, fraction: number): boolean {
  return mix(row, seed) >>> 0 < fraction * 2 ** 32
}

/** Which of `count` things are drawn, 1 where one is: the nearest whole number to `fraction * count`, at least one. */
export function drawSome(seed: number, count: number, fraction: number): Uint8Array {
  const wanted = Math.min(count, Math.max(1, Math.round(fraction * count)))
  const order = Array.from({ length: count }, (_, i) => i).toSorted(
    (a, b) => (mix(a, seed) >>> 0) - (mix(b, seed) >>> 0) || a - b,
  )
  const drawn = new Uint8Array(count)
  for (const i of order.slice(0, wanted)) drawn[i] = 1
  return drawn
}
