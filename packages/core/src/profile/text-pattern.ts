const longest = 40
const longestRun = 4

const classes = [
  [/\p{Lu}/u, 'A'],
  [/\p{L}/u, 'a'],
  [/\p{Nd}/u, '9'],
  [/\s/u, ' '],
  [/[\p{C}\p{M}]/u, '?'],
] as const

/**
 * How a text is made: `AB-1234` is `AA-9999`. Upper case is `A`, other letters `a`, digits `9`; more than four of a kind
 * are counted, as in `9{8}`. Other characters stay.
 */
export function textPattern(text: string): string {
  let [pattern, last, run, read] = ['', '', 0, 0]
  const close = () => {
    pattern += run <= longestRun ? last.repeat(run) : `${last}{${run}}`
  }
  for (const character of text) {
    if ((read += 1) > 4 * longest || pattern.length > longest) return `${pattern.slice(0, longest)}…`
    const kind = classes.find(([is]) => is.test(character))?.[1] ?? character
    if (kind === last) run += 1
    else {
      close()
      ;[last, run] = [kind, 1]
    }
  }
  close()
  return pattern.length > longest ? `${pattern.slice(0, longest)}…` : pattern
}
