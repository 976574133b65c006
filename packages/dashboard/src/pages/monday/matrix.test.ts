import type { OverviewRow } from '@sluice/server'
import { expect, test } from 'vitest'
import { inWords, matrixOf } from './matrix.ts'

const row = (deployment: string, pipeline: string): OverviewRow => ({
  pipeline,
  deployment,
  label: deployment.toUpperCase(),
  zone: 'Europe/Paris',
  state: 'good',
  runs: [],
})

test('a client is one row, with a gap where it has no such pipeline', () => {
  const made = matrixOf([row('b', 'train'), row('a', 'refresh'), row('b', 'refresh')], ['refresh', 'train'])
  expect(made.map(({ label, cells }) => [label, cells.map(cell => cell?.pipeline)])).toEqual([
    ['B', ['refresh', 'train']],
    ['A', ['refresh', undefined]],
  ])
})

test.each([
  [0, {}, 'Nothing of 15 needs a person.'],
  [0, { running: 2 }, 'Nothing of 15 needs a person: 2 running.'],
  [1, { blocked: 1, good: 14 }, '1 of 15 needs a person: 1 blocked.'],
  [3, { blocked: 1, late: 1, missing: 1 }, '3 of 15 need a person: 1 blocked, 1 late, 1 without a run.'],
])('%s, %j: %s', (needPerson, states, text) => expect(inWords(15, needPerson, states)).toBe(text))
