/** Names ordered by how much they look like `wanted`, the most similar first; ties by code point. */
export function bySimilarity(wanted: string, names: readonly string[]): readonly string[] {
  const scored = names.map(name => ({
    name,
    distance: editDistance(wanted.toLowerCase(), name.toLowerCase()),
  }))
  return scored
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
}

function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replace = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(replace, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    above = row
  }
  return above[b.length] ?? 0
}
