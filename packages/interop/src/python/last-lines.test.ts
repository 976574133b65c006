import { expect, test } from 'vitest'
import { lastLines } from './last-lines.ts'

test('lines are handed on as they end, whatever the chunks', () => {
  const got: string[] = []
  const lines = lastLines(line => got.push(line))
  for (const chunk of ['a', 'b\nc\r\n', '', 'd']) lines.add(chunk)
  expect(got).toEqual(['ab', 'c'])
  expect(lines.lines()).toEqual(['ab', 'c', 'd'])
})

test('what is handed on and what is kept is bounded', () => {
  const got: string[] = []
  const lines = lastLines(line => got.push(line), 10)
  for (let i = 0; i < 100; i++) lines.add(`${i} ${'x'.repeat(5_000)}\n`)
  expect(got).toEqual(['… more than 10 bytes: the rest is left out'])
  expect(lines.lines()).toHaveLength(20)
  expect(lines.lines().at(-1)).toHaveLength(2_000)
})
