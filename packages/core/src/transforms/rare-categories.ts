/** Which categories share one place because they are rare. */
export interface RareOptions {
  /** Below 1 a share of the rows, from 1 a count: rarer categories share one place. */
  readonly minFrequency?: number
  /** At most this many places, the shared one included. */
  readonly maxCategories?: number
}

/** Which categories are rare, by scikit-learn's rules (`_identify_infrequent`). */
export function rareCategories(
  { minFrequency = 0, maxCategories }: RareOptions,
  counts: readonly number[],
  rows: number,
): readonly boolean[] {
  const least = minFrequency < 1 ? rows * minFrequency : minFrequency
  const rare = counts.map(count => count < least)
  const places = rare.filter(isRare => !isRare).length + 1
  if (maxCategories === undefined || maxCategories >= places) return rare
  const kept = maxCategories - 1
  // Stable: of equally frequent categories the earlier become rare first.
  const ascending = counts.map((_, i) => i).toSorted((a, b) => (counts[a] as number) - (counts[b] as number))
  for (const i of ascending.slice(0, counts.length - kept)) rare[i] = true
  return rare
}

/** Names made different where a category is called like the shared place or like the missing one. */
export function distinct(names: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return names.map(name => {
    let unique = name
    for (let i = 2; seen.has(unique); i++) unique = `${name}#${i}`
    seen.add(unique)
    return unique
  })
}
