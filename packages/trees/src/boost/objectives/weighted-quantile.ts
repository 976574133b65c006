/**
 * A quantile of values: without weights interpolated linearly between the two values around `q * (n - 1)`, with
 * weights the first value at which they add up to `q` of all. `values` stays as it is.
 */
export function weightedQuantile(values: Float64Array, weight: Float64Array | undefined, q: number): number {
  if (values.length === 0) return 0
  if (weight === undefined) return plainQuantile(values, q)
  const order = Uint32Array.from(values.keys()).toSorted(
    (a, b) => (values[a] as number) - (values[b] as number),
  )
  const wanted = q * weight.reduce((sum, w) => sum + w, 0)
  let reached = 0
  for (const i of order) {
    reached += weight[i] as number
    if (reached >= wanted) return values[i] as number
  }
  return values[order.at(-1) as number] as number
}

function plainQuantile(values: Float64Array, q: number): number {
  const sorted = values.toSorted()
  const at = q * (sorted.length - 1)
  const below = sorted[Math.floor(at)] as number
  const above = sorted[Math.ceil(at)] as number
  return below + (above - below) * (at - Math.floor(at))
}
