import { expect, test } from 'vitest'
import { cut, oneLine, plainText } from './plain-text.ts'

test.each([
  ['a\r\nb\rc', 'a\nb\nc'],
  ['a\u0000b\u001B[31mc\u0085', 'ab[31mc'],
  ['invoice\u202Egnp.exe', 'invoicegnp.exe'],
  ['half \uD83D of a character', 'half \uFFFD of a character'],
  ['שלום 東京 🛒\tx', 'שלום 東京 🛒\tx'],
])('%j is plain as %j', (text, expected) => {
  expect(plainText(text)).toBe(expected)
})

test('one line has no breaks of any kind', () => {
  expect(oneLine(' a\r\nBcc: b\u2028c\n\n d\u0000 ')).toBe('a Bcc: b c d')
})

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['🛒🛒🛒', 4, '🛒…'],
  ['👩‍👩‍👧', 4, '👩…'],
  ['ae\u0301b', 3, 'a…'],
  ['abc', 0, '…'],
])('%s in %i units is %s', (text, most, expected) => {
  expect(cut(text, most)).toBe(expected)
})
