import { capitals, separators, smallLetters } from '../node/word-characters.ts'

/** How a database writes what the words of a text are found by. */
interface WordsDialect {
  /** A code point in a regular expression. */
  escaped(point: number): string
  /** A regular expression as a text. */
  quoted(pattern: string): string
  /** The text in lower case. */
  readonly small: string
}

/** The text `{0}` with small letters, one of each capital. */
export const smallSql = `translate({0}, '${capitals}', '${smallLetters}')`

/** SQL of the words of a text, as `words` in JavaScript has them. */
export function wordsSql({ escaped, quoted, small }: WordsDialect): string {
  const ranges = separators.map(([first, last]) => `${escaped(first)}-${escaped(last)}`)
  const pattern = quoted(`[${ranges.join('')}]+`)
  return `regexp_replace(regexp_replace('  ' || ${small} || '  ', ${pattern}, '  ', 'g'), ' [^ ] ', '', 'g')`
}
