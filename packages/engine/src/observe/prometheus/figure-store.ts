import { figures, type Figure, type FigureName } from '../figures.ts'
import type { Measurement } from '../measure.ts'
import type { Family, Sample } from './exposition.ts'

/** What one set of labels has come to; of a counter only the sum. */
interface Series {
  readonly labels: Readonly<Record<string, string>>
  sum: number
  count: number
  /** Values up to each bound that are above the one before; those above all are in `count` only. */
  readonly buckets: number[]
}

/** Adds measurements up since the process began. */
export class FigureStore {
  readonly #series = new Map<FigureName, Map<string, Series>>()

  add({ figure, value, labels }: Measurement): void {
    const of: Figure = figures[figure]
    const series = this.#seriesOf(figure, of, labels)
    series.sum += value
    series.count += 1
    const bucket = (of.bounds ?? []).findIndex(bound => value <= bound)
    if (bucket >= 0) series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1
  }

  families(): readonly Family[] {
    return Object.entries(figures).map(([name, figure]) => {
      const series = [...(this.#series.get(name as FigureName)?.values() ?? [])]
      return {
        name: prometheusName(name, figure),
        type: figure.kind,
        help: figure.description,
        samples: series.flatMap(one => samplesOf(one, figure)),
      }
    })
  }

  #seriesOf(name: FigureName, { labels: names, bounds = [] }: Figure, labels: Measurement['labels']): Series {
    const all = this.#series.get(name) ?? new Map<string, Series>()
    this.#series.set(name, all)
    const key = JSON.stringify(names.map(label => labels[label]))
    const known = all.get(key)
    if (known !== undefined) return known
    const series = { labels, sum: 0, count: 0, buckets: bounds.map(() => 0) }
    all.set(key, series)
    return series
  }
}

/** `sluice.step.duration` in seconds is `sluice_step_duration_seconds`; a counter ends in `_total`. */
function prometheusName(name: string, { kind, unit }: Pick<Figure, 'kind' | 'unit'>): string {
  const base = name.replaceAll('.', '_')
  const measured = unit === 's' ? `${base}_seconds` : base
  return kind === 'counter' ? `${measured}_total` : measured
}

function samplesOf(
  { labels, sum, count, buckets }: Series,
  { kind, bounds = [] }: Figure,
): readonly Sample[] {
  if (kind === 'counter') return [{ labels, value: sum }]
  let below = 0
  const cumulative = bounds.map((bound, i) => {
    below += buckets[i] ?? 0
    return { suffix: '_bucket', labels: { ...labels, le: String(bound) }, value: below }
  })
  return [
    ...cumulative,
    { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
    { suffix: '_sum', labels, value: sum },
    { suffix: '_count', labels, value: count },
  ]
}
