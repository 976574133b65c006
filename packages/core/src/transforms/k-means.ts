const mostRounds = 300

/**
 * Centres of 1-D k-means over distinct ascending values with counts, ascending. As scikit-learn's KBinsDiscretizer:
 * starts at the middles of `k` equally wide pieces.
 */
export function kMeansCentres(
  values: readonly number[],
  counts: readonly number[],
  k: number,
): readonly number[] {
  const min = values[0] as number
  const width = ((values.at(-1) as number) - min) / k
  let centres = Array.from({ length: k }, (_, i) => min + (i + 0.5) * width)
  for (let round = 0; round < mostRounds; round++) {
    const next = moved(values, counts, centres)
    if (next.every((centre, i) => centre === centres[i])) break
    centres = next
  }
  return [...new Set(centres)].toSorted((a, b) => a - b)
}

/** The mean of the values nearest to each centre; a centre without values stays. */
function moved(values: readonly number[], counts: readonly number[], centres: readonly number[]): number[] {
  const sums = centres.map(() => 0)
  const weights = centres.map(() => 0)
  let nearest = 0
  values.forEach((value, i) => {
    while (
      nearest + 1 < centres.length &&
      Math.abs((centres[nearest + 1] as number) - value) < Math.abs((centres[nearest] as number) - value)
    ) {
      nearest++
    }
    const count = counts[i] as number
    sums[nearest] = (sums[nearest] as number) + count * value
    weights[nearest] = (weights[nearest] as number) + count
  })
  return centres.map((centre, i) =>
    weights[i] === 0 ? centre : (sums[i] as number) / (weights[i] as number),
  )
}
