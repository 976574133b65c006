/**
 * Indices from 0 to `length - 1`, at most `most` of them and spread evenly, the first and the last among them. All when
 * there are no more than that.
 */
export function thinned(length: number, most: number): readonly number[] {
  if (length <= most) return Array.from({ length }, (_, i) => i)
  const step = (length - 1) / (most - 1)
  return Array.from({ length: most }, (_, i) => Math.round(i * step))
}
