import { expect, test } from 'vitest'
import { fieldsOf, serviceCode } from './service-code.ts'

test.each([
  ['invalid_auth', 'invalid_auth'],
  ['invalid event', 'invalid event'],
  ['DirectApiAuthorizationRequired', 'DirectApiAuthorizationRequired'],
  ['xoxb-1-secret', undefined],
  ['token xoxb-1-secret is revoked', undefined],
  ['secret', undefined],
  ['<b>bold</b>', undefined],
  ['line\nbreak', undefined],
  ['x'.repeat(65), undefined],
  ['', undefined],
  [42, undefined],
  [undefined, undefined],
])('the code %j is kept as %s', (value, expected) => {
  expect(serviceCode(value, ['xoxb-1-secret'])).toBe(expected)
})

test.each([
  ['{"ok":true}', { ok: true }],
  ['null', {}],
  ['[1]', [1]],
  ['ok', {}],
  ['', {}],
])('the fields of %s', (text, expected) => {
  expect(fieldsOf(text)).toEqual(expected)
})
