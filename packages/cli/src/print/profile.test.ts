import { expect, test } from 'vitest'
import { DatasetProfiler, type DatasetProfile } from '@sluice/core'
import { profileText } from './profile.ts'
import { styleFor } from './style.ts'

const style = styleFor({}, {})
const word = new Uint8Array(new Float64Array([0, 2.5, -1]).buffer)

function profileOf(names: readonly string[]): DatasetProfile {
  const schema = { columns: names.map(name => ({ name, type: 'number' as const, nullable: true })) }
  const profiler = new DatasetProfiler(schema, 8)
  profiler.add(3, () => ({ bytes: word, present: null }))
  return profiler.profile(new Map())
}

test('a line for each column, and how many rows', () => {
  expect(profileText('events', profileOf(['amount']), style, 80)).toBe(
    [
      'events: 3 rows, 1 column',
      '  column  type    missing  distinct  least … median … most',
      '  amount  number        –         3  -1 … 0 … 2.5, zero 33.3 %, mean 0.5, negat…',
    ].join('\n'),
  )
})

test.each([40, 80, 120])('no line is wider than %i', width => {
  const lines = profileText('events', profileOf(['a'.repeat(200), 'ok']), style, width).split('\n')
  expect(lines.every(line => Array.from(line).length <= width)).toBe(true)
})

test('a dataset without rows', () => {
  const schema = { columns: [{ name: 'x', type: 'text' as const, nullable: true }] }
  const profile = new DatasetProfiler(schema, 8).profile(new Map())
  expect(profileText('events', profile, style)).toMatch(/events: 0 rows, 1 column\n.*\n {2}x +text +– +0 +–/)
})
