import { expect, test } from 'vitest'
import { safeUrl } from './safe-url.ts'

test.each([
  ['https://example.com/a?b=c', 'https://example.com/a?b=c'],
  ['http://127.0.0.1:4010/', 'http://127.0.0.1:4010/'],
  ['javascript:alert(1)', undefined],
  ['JaVaScRiPt:alert(1)', undefined],
  [' javascript:alert(1)', undefined],
  ['data:text/html,<script>alert(1)</script>', undefined],
  ['//example.com', undefined],
  ['', undefined],
])('%j leads to %j', (text, url) => expect(safeUrl(text)).toBe(url))
