import { expect, test } from 'vitest'
import { staleFor } from './topics.ts'

test.each([
  ['{"topic":"run","id":"8f2"}', ['run', '8f2']],
  ['{"topic":"incident","id":"i1"}', ['overview']],
  ['{"topic":"model","id":"propensity/alpine"}', ['models']],
  ['{"topic":"incident"}', ['incident']],
])('%s makes %j stale', (message, key) => expect(staleFor(message)).toContainEqual(key))

test('of an unknown topic everything is stale, of no message nothing', () => {
  expect(staleFor('{"topic":"weather"}')).toEqual([[]])
  expect(staleFor('')).toEqual([])
  expect(staleFor('null')).toEqual([])
})
