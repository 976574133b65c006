/** How alike two column names are, 0 to 1; 1 when they differ only in case and separators. */
export function nameSimilarity(a: string, b: string): number {
  const left = wordsOf(a)
  const right = wordsOf(b)
  const [joinedLeft, joinedRight] = [left.join(''), right.join('')]
  if (joinedLeft === joinedRight) return 1
  const longest = Math.max(joinedLeft.length, joinedRight.length)
  return Math.max(1 - editDistance(joinedLeft, joinedRight) / longest, sharedWords(left, right)) * 0.99
}

/** `orderValue`, `Order Value` and `order_value` as `order`, `value`. */
function wordsOf(name: string): readonly string[] {
  const words = name
    .normalize('NFKC')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .match(/[\p{L}\p{N}\p{M}]+/gu)
  return words ?? [name]
}

/** Mean of the share of all words and the share of the shorter name's words that both have. */
function sharedWords(left: readonly string[], right: readonly string[]): number {
  const [a, b] = [new Set(left), new Set(right)]
  const shared = a.intersection(b).size
  return (shared / a.union(b).size + shared / Math.min(a.size, b.size)) / 2
}

function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    above = row
  }
  return above[b.length] ?? 0
}
