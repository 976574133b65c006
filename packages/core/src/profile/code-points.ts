/** Order of texts by code point, as everywhere in Sluice; UTF-16 units order differently beyond U+FFFF. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    if (a.charCodeAt(i) === b.charCodeAt(i)) continue
    return surrogatesLast(a.charCodeAt(i)) - surrogatesLast(b.charCodeAt(i))
  }
  return a.length - b.length
}

function surrogatesLast(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

/** The most frequent first; equally frequent ones by code point. */
export function byCount(
  counts: readonly (readonly [value: string, count: number])[],
): readonly (readonly [value: string, count: number])[] {
  return counts.toSorted(([a, n], [b, m]) => m - n || compareText(a, b))
}
