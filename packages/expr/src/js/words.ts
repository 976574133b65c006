import { capitals, separators, smallLetters } from '../node/word-characters.ts'

const escaped = (point: number) => `\\u{${point.toString(16)}}`
const separator = new RegExp(
  `[${separators.map(([first, last]) => `${escaped(first)}-${escaped(last)}`).join('')}]+`,
  'gu',
)
const small = new Map(capitals.split('').map((capital, i) => [capital, smallLetters.charAt(i)]))
const capital = new RegExp(`[${capitals}]`, 'gu')

/** The words of a text, of two or more characters, in lower case; two spaces before, between and after them. */
export function words(text: string | null): string | null {
  if (text === null) return null
  return `  ${text}  `
    .replaceAll(capital, letter => small.get(letter) as string)
    .replaceAll(separator, '  ')
    .replaceAll(/ [^ ] /gu, '')
}

/** How often a text has a part, next to each other and not over each other. */
export function occurrences(text: string | null, part: string | null): number {
  if (text === null || part === null || part === '') return Number.NaN
  let count = 0
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) count++
  return count
}
