import { expect, test } from 'vitest'
import { bytes, count, counted, duration, percent, plain, signed } from './numbers.ts'

const spaced = (text: string) => text.replaceAll('\u00A0', ' ')

test.each([
  [0.004, '4 ms'],
  [0.42, '0.4 s'],
  [12, '12 s'],
  [200, '3 min 20 s'],
  [3600, '1 h'],
  [7500, '2 h 5 min'],
  [273_600, '3 d 4 h'],
  [undefined, '–'],
])('%s seconds are %s', (seconds, text) => expect(spaced(duration(seconds))).toBe(text))

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1200, '1.2 KB'],
  [123_456_789, '123 MB'],
])('%s bytes are %s', (value, text) => expect(spaced(bytes(value))).toBe(text))

test.each([
  [0, '0 %'],
  [0.1234, '12.3 %'],
  [0.0012, '0.12 %'],
  [1, '100 %'],
  [null, '–'],
])('the share %s is %s', (value, text) => expect(spaced(percent(value))).toBe(text))

test('numbers are grouped, signed with a true minus, and absent as a dash', () => {
  expect(count(1_234_567)).toBe('1,234,567')
  expect(spaced(counted(1, 'row'))).toBe('1 row')
  expect(spaced(counted(2, 'query', 'queries'))).toBe('2 queries')
  expect(signed(0.0123)).toBe('+0.012')
  expect(signed(-0.0123)).toBe('−0.012')
  expect(signed(0.0001)).toBe('0.000')
  expect(plain(Number.NaN)).toBe('–')
})
