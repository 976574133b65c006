import { expect, test } from 'vitest'
import { statusLook } from './status.ts'

test.each([
  ['succeeded', 'good', 'disc'],
  ['blocked', 'bad', 'stop'],
  ['failed', 'bad', 'cross'],
  ['late', 'caution', 'diamond'],
])('%s is %s and has the shape %s', (status, tone, shape) => {
  expect(statusLook(status)).toMatchObject({ tone, shape })
})

test('a status that is not known is said in its own word', () => {
  expect(statusLook('dreaming')).toEqual({ word: 'dreaming', tone: 'idle', shape: 'ring' })
})

test('what went wrong never shares a shape with what went well', () => {
  const shapes = (words: readonly string[]) => new Set(words.map(word => statusLook(word).shape))
  const well = shapes(['succeeded', 'memoised', 'running'])
  expect([...shapes(['blocked', 'failed', 'interrupted', 'late'])].filter(shape => well.has(shape))).toEqual(
    [],
  )
})
