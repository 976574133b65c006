import type { ColumnData } from '@sluice/expr'

/** The group of each row, and the groups in the order of a table. */
export interface SegmentLabels {
  readonly labels: readonly string[]
  readonly order: readonly string[]
}

const most = 12
const missing = '(missing)'
const others = '(other values)'

/**
 * Groups of a segment column: texts and truth values by value (the most frequent first, rare ones together), timestamps
 * by day, numbers by value when there are at most twelve, else by quarter of the rows.
 */
export function segmentLabels(column: ColumnData): SegmentLabels {
  if (column.type === 'timestamp') return byValue(dayTexts(column.values), 'name', 60)
  if (column.type === 'text') return byValue(column.values, 'frequency', most)
  if (column.type === 'boolean') {
    return byValue(
      Array.from(column.values, value => (value === 2 ? null : value === 1 ? 'yes' : 'no')),
      'frequency',
      most,
    )
  }
  return numberLabels(column.values)
}

function dayTexts(values: Float64Array): readonly (string | null)[] {
  const known = new Map<number, string>()
  return Array.from(values, value => {
    if (Number.isNaN(value)) return null
    const found = known.get(value) ?? new Date(value / 1000).toISOString().slice(0, 10)
    known.set(value, found)
    return found
  })
}

function byValue(
  values: readonly (string | null)[],
  order: 'frequency' | 'name',
  keep: number,
): SegmentLabels {
  const counts = new Map<string, number>()
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  const ranked = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([value]) => value)
  const kept = new Set(ranked.slice(0, keep))
  const labels = values.map(value => (value === null ? missing : kept.has(value) ? value : others))
  const named = order === 'name' ? [...kept].toSorted() : [...kept]
  return { labels, order: [...new Set([...named, others, missing])] }
}

function numberLabels(values: Float64Array): SegmentLabels {
  const sorted = values.filter(value => !Number.isNaN(value)).toSorted()
  const distinct = new Set(sorted)
  if (distinct.size <= most) {
    const labels = Array.from(values, value => (Number.isNaN(value) ? missing : String(value)))
    return { labels, order: [...[...distinct].map(String), missing] }
  }
  const cuts = [0.25, 0.5, 0.75].map(share => sorted[Math.floor(share * (sorted.length - 1))] as number)
  const edges = [...new Set(cuts)]
  const names = [
    ...edges.map((edge, i) =>
      i === 0 ? `≤ ${short(edge)}` : `${short(edges[i - 1] as number)} to ${short(edge)}`,
    ),
    `> ${short(edges.at(-1) as number)}`,
  ]
  const labels = Array.from(values, value => {
    if (Number.isNaN(value)) return missing
    const i = edges.findIndex(edge => value <= edge)
    return names[i === -1 ? names.length - 1 : i] as string
  })
  return { labels, order: [...names, missing] }
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)))
}
