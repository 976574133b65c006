import { expect, test } from 'vitest'
import { elementCounts, firstFew, withMaps } from './maps.ts'

const steps = (...all: readonly string[]) =>
  all.map(text => {
    const [name = '', status = 'waiting'] = text.split(' ')
    return { name, status }
  })

test.each([
  ['no maps', ['a', 'b'], ['a', 'b']],
  ['a map that has not begun', ['found', 'pulls[]', 'pulls', 'sum'], ['found', 'pulls ', 'sum']],
  [
    'a map with elements',
    ['pulls[] memoised', 'pulls[a] succeeded', 'pulls[b] failed', 'pulls[c] running', 'pulls'],
    ['pulls 1 of 3 elements, 1 not, 1 now'],
  ],
  [
    'elements of several steps',
    [
      'pulls[] succeeded',
      'pulls[a].x succeeded',
      'pulls[a].y failed',
      'pulls[b].x memoised',
      'pulls[b].y succeeded',
      'pulls',
    ],
    ['pulls 1 of 2 elements, 1 not'],
  ],
  ['one element', ['pulls[] succeeded', 'pulls[a] succeeded', 'pulls'], ['pulls 1 of 1 element']],
  ['elements that are being listed', ['pulls[] running', 'pulls'], ['pulls lists elements']],
])('%s', (_name, given, expected) => {
  const shown = withMaps(steps(...given)).map(({ step, map }) =>
    map === undefined ? step.name : `${step.name} ${elementCounts(map)}`,
  )
  expect(shown).toEqual(expected)
})

test('of many lines the first few', () => {
  const lines = Array.from({ length: 40 }, (_, i) => `line ${i}`)
  expect(firstFew(lines)).toEqual([...lines.slice(0, 10), '… and 30 more elements'])
  expect(firstFew(lines.slice(0, 11))).toHaveLength(11)
})
