import type { RunStep } from '@sluice/server'
import { expect, test } from 'vitest'
import { stepGraph, worstStatus } from './step-groups.ts'

const step = (name: string, needs: readonly string[] = [], extra: Partial<RunStep> = {}): RunStep => ({
  name,
  position: 0,
  needs,
  status: 'succeeded',
  seconds: 1,
  attempts: 1,
  inputs: [],
  checks: [],
  metrics: [],
  can: { skip: false, fail: false, rerun: false },
  ...extra,
})

const element = (i: number, status: RunStep['status'] = 'succeeded') =>
  step(`pull[${i}]`, ['list'], { map: 'list', status })
const elements = [0, 1, 2, 3, 4, 5].map(i => element(i, i === 3 ? 'failed' : 'succeeded'))
const steps = [step('list'), ...elements, step('gather', ['list', ...elements.map(({ name }) => name)])]

test('many elements of a map are one box with their worst status', () => {
  const { boxes, edges, boxOf } = stepGraph(steps, new Set())
  expect(boxes.map(({ name, status }) => [name, status])).toEqual([
    ['list', 'succeeded'],
    ['pull × 6', 'failed'],
    ['gather', 'succeeded'],
  ])
  expect(edges).toEqual([
    { from: 'list', to: 'map list' },
    { from: 'list', to: 'gather' },
    { from: 'map list', to: 'gather' },
  ])
  expect(boxOf.get('pull[4]')).toBe('map list')
})

test('an open map shows its elements, and few elements are never folded', () => {
  expect(stepGraph(steps, new Set(['list'])).boxes).toHaveLength(8)
  expect(stepGraph(steps.slice(0, 5), new Set()).boxes).toHaveLength(5)
})

test.each([
  [['succeeded', 'blocked', 'running'], 'blocked'],
  [['memoised', 'succeeded'], 'succeeded'],
  [[], 'waiting'],
] as const)('of %j the worst is %s', (statuses, status) =>
  expect(worstStatus(statuses.map(one => ({ status: one })))).toBe(status),
)
