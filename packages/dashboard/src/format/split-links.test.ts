import { expect, test } from 'vitest'
import { splitLinks } from './split-links.ts'

test.each([
  ['nothing here', [{ text: 'nothing here' }]],
  [
    'See https://example.com/a, then go on.',
    [
      { text: 'See ' },
      { text: 'https://example.com/a', url: 'https://example.com/a' },
      { text: ', then go on.' },
    ],
  ],
  ['javascript:alert(1)', [{ text: 'javascript:alert(1)' }]],
  ['https://', [{ text: 'https://' }]],
  ['', []],
])('%j', (text, parts) => expect(splitLinks(text)).toEqual(parts))
