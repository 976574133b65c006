import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codePoints, compareText, lowerAscii } from './text.ts'

test('text is ordered as its UTF-8 bytes are', () => {
  const text = fc.string({ unit: 'binary', maxLength: 5 })
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
    { numRuns: 2000, seed: 1 },
  )
})

test.each([
  ['', 0],
  ['aé', 2],
  ['\u{1F600}', 1],
  ['a\u0301', 2],
  ['\uD83Dx', 2],
  ['\uDE00\uD83D', 2],
])('%j has %i code points', (text, count) => {
  expect(codePoints(text)).toBe(count)
})

test('only A to Z have a lower case', () => {
  expect(lowerAscii('ABC ÄİẞΣ')).toBe('abc ÄİẞΣ')
})
