import { capitals, separators, smallLetters } from '../node/word-characters.ts'

/**
 * SQL of the words of a text, as `words` in JavaScript has them. `escaped` writes a code point in a regular expression;
 * `quoted` a pattern as a text of the database.
 */
export function wordsSql(escaped: (point: number) => string, quoted: (pattern: string) => string): string {
  const ranges = separators.map(([first, last]) => `${escaped(first)}-${escaped(last)}`)
  const small = `translate('  ' || {0} || '  ', '${capitals}', '${smallLetters}')`
  const parted = `regexp_replace(${small}, ${quoted(`[${ranges.join('')}]+`)}, '  ', 'g')`
  return `regexp_replace(${parted}, ' [^ ] ', '', 'g')`
}
