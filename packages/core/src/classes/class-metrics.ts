/** How one class is recognised; null where there is nothing to divide by. */
export interface ClassMetrics {
  readonly name: string
  /** Rows of the class. */
  readonly rows: number
  /** Rows that were said to be of it. */
  readonly predicted: number
  /** Share of those said to be of it that are. */
  readonly precision: number | null
  /** Share of its rows that were recognised. */
  readonly recall: number | null
}

/** Positions of the true and of the predicted class of rows. */
export interface ClassPairs {
  readonly actual: Float64Array
  readonly best: Float64Array
}

/** Metrics of every class. */
export function classMetrics(
  names: readonly string[],
  { actual, best }: ClassPairs,
): readonly ClassMetrics[] {
  const [rows, predicted, right] = [0, 0, 0].map(() => new Float64Array(names.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  for (let i = 0; i < actual.length; i++) {
    const [is, said] = [actual[i] as number, best[i] as number]
    rows[is] = (rows[is] ?? 0) + 1
    predicted[said] = (predicted[said] ?? 0) + 1
    if (is === said) right[is] = (right[is] ?? 0) + 1
  }
  return names.map((name, i) => ({
    name,
    rows: rows[i] as number,
    predicted: predicted[i] as number,
    precision: share(right[i] as number, predicted[i] as number),
    recall: share(right[i] as number, rows[i] as number),
  }))
}

function share(part: number, all: number): number | null {
  return all === 0 ? null : part / all
}
