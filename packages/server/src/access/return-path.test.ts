import { expect, test } from 'vitest'
import { returnPath } from './return-path.ts'

test.each([
  ['/', '/'],
  ['/runs/01J?tab=log#end', '/runs/01J?tab=log#end'],
  ['/a/../b', '/b'],
  ['/%2F%2Fevil.example', '/%2F%2Fevil.example'],
  ['/?to=https://evil.example', '/?to=https://evil.example'],
])('%s is kept as %s', (asked, to) => {
  expect(returnPath(asked)).toBe(to)
})

test.each([
  undefined,
  null,
  '',
  'runs',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n//evil.example',
  '/a\r\nset-cookie: x=1',
  '/..//evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  'https://evil.example',
  'https:evil.example',
  'javascript:alert(1)',
  '/ evil',
  '/ünicode',
  '/v1/logout',
  '/v1/login?return=/v1/login',
  `/${'a'.repeat(2000)}`,
])('%j leads to the start', asked => {
  expect(returnPath(asked)).toBe('/')
})
