/**
 * How well a text in lower case fits the best of some names: 0 for the whole name, 1 for its beginning, 2 for the
 * beginning of a word in it, 3 for anything inside; infinite where it is in none.
 */
export function rankOf(wanted: string, names: readonly string[]): number {
  return Math.min(...names.map(name => rankIn(wanted, name.toLowerCase())))
}

function rankIn(wanted: string, name: string): number {
  if (name === wanted) return 0
  if (name.startsWith(wanted)) return 1
  const at = name.indexOf(wanted)
  if (at === -1) return Infinity
  for (let i = at; i !== -1; i = name.indexOf(wanted, i + 1)) {
    if (/[^\p{L}\p{N}]/u.test(name[i - 1] ?? '')) return 2
  }
  return 3
}
