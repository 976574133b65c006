import { describe, expect, test } from 'vitest'
import { map, pipeline, planOf, step, type CheckResult, type Json } from '@sluice/core'
import { z } from 'zod'
import type { StepStatus } from '../journal/journal.ts'
import { addedSteps, gatheredInputs, isTolerated, withAdded, type KnownEnd } from './added-steps.ts'
import { keyParts } from './key-parts.ts'

const plan = planOf(
  pipeline('p', {
    params: z.object({}),
    steps: () => {
      const found = step({ inputs: {}, run: () => ['a', 'b'] })
      const rate = step({ inputs: {}, run: () => 2 })
      const work = map({
        over: found,
        key: String,
        inputs: { rate },
        onFailure: 'continue',
        each: key => {
          if (key === 'odd') throw new TypeError('what is odd?')
          const pull = step({ inputs: {}, run: () => key })
          return { pull, cost: step({ inputs: { rate, pull }, run: () => 1 }) }
        },
      })
      return { found, rate, work }
    },
  }),
  { deployment: 'acme', params: {}, asOf: new Date(0) },
)
const list = (...keys: readonly string[]): Json => keys.map(key => ({ key, element: key }))
const listed = { step: 'work[]', status: 'succeeded', attempts: 1, seconds: 1 } as const
const redact = (text: string) => text.replace('odd', '***')

test('the end of a step that lists elements adds their steps', () => {
  const { end, added } = withAdded(plan, { ...listed, output: list('a') }, redact)
  expect(end.adds).toEqual(['work[a].pull', 'work[a].cost'])
  expect(added).toMatchObject({ map: 'work', list: 'work[]', forEndOnly: true })
})

test.each([
  ['of another step', { ...listed, step: 'found', output: ['a'] }],
  ['of one that failed', { ...listed, status: 'failed' as const }],
  ['of one that was skipped', { ...listed, status: 'skipped' as const }],
])('the end %s adds nothing', (_name, end) => {
  expect(withAdded(plan, end, redact)).toEqual({ end })
})

test('elements that no steps can be made of fail the step that has listed them', () => {
  const { end, added } = withAdded(plan, { ...listed, output: list('odd') }, redact)
  expect(added).toBeUndefined()
  expect(end).toMatchObject({ status: 'failed', error: { code: 'step-failed' } })
  expect([end.output, end.error?.message]).toEqual([
    undefined,
    'step "work[]" of deployment "acme" threw TypeError: what is ***?',
  ])
})

describe('what became of an element', () => {
  const block: CheckResult = {
    check: 'c',
    severity: 'block',
    status: 'failed',
    subject: 's',
    message: 'it is empty',
  }
  const good: KnownEnd = { status: 'succeeded', output: 1 }
  test.each<[string, KnownEnd | undefined, KnownEnd | undefined, object]>([
    [
      'all finished',
      good,
      { status: 'memoised', output: 2 },
      { status: 'succeeded', output: { pull: 1, cost: 2 } },
    ],
    [
      'one was replaced by an output',
      { status: 'skipped', output: 3 },
      good,
      { status: 'succeeded', output: { pull: 3, cost: 1 } },
    ],
    [
      'one failed, the next was skipped',
      { status: 'failed', error: { name: 'E', message: 'no access', retry: 'never' } },
      { status: 'skipped' },
      { status: 'failed', reason: 'work[a].pull: no access' },
    ],
    [
      'one was blocked',
      good,
      { status: 'blocked', checks: [block] },
      { status: 'blocked', reason: 'work[a].cost: it is empty' },
    ],
    [
      'somebody skipped one',
      good,
      { status: 'skipped' },
      { status: 'skipped', reason: 'work[a].cost: skipped' },
    ],
    ['one is not there', good, undefined, { status: 'skipped', reason: 'work[a].cost: not there' }],
  ])('%s', (_name, pull, cost, expected) => {
    const ends: Readonly<Record<string, KnownEnd | undefined>> = {
      'work[a].pull': pull,
      'work[a].cost': cost,
    }
    const inputs = gatheredInputs(addedSteps(plan, 'work', list('a')), name => ends[name])
    expect(inputs).toEqual({ elements: [{ key: 'a', ...expected }] })
  })
})

test.each<[string, StepStatus | undefined, boolean]>([
  ['work[a].pull', 'succeeded', true],
  ['work[a].pull', 'memoised', true],
  ['work[a].pull', 'failed', false],
  ['work[a].pull', 'skipped', false],
  ['work[a].pull', undefined, false],
  ['work[]', 'succeeded', false],
  ['work', 'succeeded', false],
])('%s may have failed when its map has %s: %s', (name, status, expected) => {
  expect(isTolerated(name, step => (step === 'work' ? status : undefined))).toBe(expected)
})

test('what an element reads is known by name', () => {
  const cost = addedSteps(plan, 'work', list('a')).steps.find(({ name }) => name === 'work[a].cost')
  const { parts } = keyParts(plan, cost as NonNullable<typeof cost>, { rate: 2, pull: 1 }, text => text)
  expect(parts.inputs.map(({ name, step: of }) => [name, of])).toEqual([
    ['rate', 'rate'],
    ['pull', 'work[a].pull'],
  ])
})
