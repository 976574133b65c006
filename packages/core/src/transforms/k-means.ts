/** Distinct values in ascending order with the number of rows of each. */
export interface CountedValues {
  readonly values: readonly number[]
  readonly counts: readonly number[]
}

const mostRounds = 300
/** Movement of the centres, relative to the variance of the values, at which the search ends. */
const tolerance = 1e-4

/** Centres of 1-D k-means from given ones, ascending, by Lloyd's rounds with scikit-learn's defaults. */
export function kMeansCentres(data: CountedValues, initial: readonly number[]): readonly number[] {
  const enough = tolerance * variance(data)
  let centres = initial
  let before: readonly number[] = []
  for (let round = 0; round < mostRounds; round++) {
    const nearest = assigned(data, centres)
    const next = moved(data, centres, nearest)
    const movement = next.reduce((sum, centre, i) => sum + (centre - (centres[i] as number)) ** 2, 0)
    centres = next
    if (movement <= enough || nearest.every((at, i) => at === before[i])) break
    before = nearest
  }
  return centres.toSorted((a, b) => a - b)
}

/** The position of the nearest centre of every value; of two equally near ones the first. */
function assigned({ values }: CountedValues, centres: readonly number[]): readonly number[] {
  const order = centres.map((_, i) => i).toSorted((a, b) => (centres[a] as number) - (centres[b] as number))
  const distance = (value: number, at: number) => Math.abs(value - (centres[order[at] as number] as number))
  let at = 0
  return values.map(value => {
    while (at + 1 < order.length && distance(value, at + 1) < distance(value, at)) at++
    return order[at] as number
  })
}

function moved(
  data: CountedValues,
  centres: readonly number[],
  nearest: readonly number[],
): readonly number[] {
  const sums = centres.map(() => 0)
  const rows = centres.map(() => 0)
  const add = (cluster: number, value: number, count: number) => {
    sums[cluster] = (sums[cluster] as number) + count * value
    rows[cluster] = (rows[cluster] as number) + count
  }
  data.values.forEach((value, i) => add(nearest[i] as number, value, data.counts[i] as number))
  const empty = rows.flatMap((count, cluster) => (count === 0 ? [cluster] : []))
  // A centre without values moves to one of the rows that are farthest from their centres.
  farthest(data, centres, nearest, empty.length).forEach((at, i) => {
    const value = data.values[at] as number
    add(empty[i] as number, value, 1)
    add(nearest[at] as number, value, -1)
  })
  return centres.map((centre, i) =>
    (rows[i] as number) > 0 ? (sums[i] as number) / (rows[i] as number) : centre,
  )
}

/** Positions of the values of the `rows` rows that are farthest from their centres. */
function farthest(
  { values, counts }: CountedValues,
  centres: readonly number[],
  nearest: readonly number[],
  rows: number,
): readonly number[] {
  if (rows === 0) return []
  const distances = values.map((value, i) => Math.abs(value - (centres[nearest[i] as number] as number)))
  return values
    .map((_, i) => i)
    .toSorted((a, b) => (distances[b] as number) - (distances[a] as number))
    .flatMap(i => Array.from({ length: Math.min(counts[i] as number, rows) }, () => i))
    .slice(0, rows)
}

function variance({ values, counts }: CountedValues): number {
  const rows = counts.reduce((sum, count) => sum + count, 0)
  const mean = values.reduce((sum, value, i) => sum + value * (counts[i] as number), 0) / rows
  return values.reduce((sum, value, i) => sum + (value - mean) ** 2 * (counts[i] as number), 0) / rows
}
