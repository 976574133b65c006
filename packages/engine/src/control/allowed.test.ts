import { expect, test } from 'vitest'
import type { RunStatus, StepStatus } from '../journal/journal.ts'
import { assertRunAllows, assertStepAllows, type ControlAction } from './allowed.ts'

const runs: readonly RunStatus[] = ['running', 'succeeded', 'failed', 'blocked', 'cancelled', 'interrupted']
const yes = true
const no = false

test.each<[ControlAction, ...(readonly boolean[])]>([
  // action, running, succeeded, failed, blocked, cancelled, interrupted
  ['cancel', yes, no, no, no, yes, yes],
  ['retry', no, no, yes, yes, yes, yes],
  ['rerun', no, yes, yes, yes, yes, yes],
  ['skip', no, yes, yes, yes, yes, yes],
  ['fail', yes, yes, yes, yes, yes, yes],
  ['step', yes, yes, yes, yes, yes, yes],
  ['explain', yes, yes, yes, yes, yes, yes],
])(
  '%s is for runs that are: %s running, %s succeeded, %s failed, %s blocked, %s cancelled, %s interrupted',
  (action, ...allowed) => {
    const found = runs.map(status => allows(() => assertRunAllows(action, { id: 'run-1', status })))
    expect(found).toEqual(allowed)
  },
)

const steps: readonly StepStatus[] = [
  'waiting',
  'running',
  'succeeded',
  'memoised',
  'failed',
  'blocked',
  'skipped',
  'cancelled',
]

test.each<['skip' | 'fail', ...(readonly boolean[])]>([
  // action, waiting, running, succeeded, memoised, failed, blocked, skipped, cancelled
  ['skip', no, no, no, no, yes, yes, no, no],
  ['fail', no, yes, yes, yes, no, no, no, no],
])(
  '%s is for steps: %s waiting, %s running, %s succeeded, %s memoised, %s failed, %s blocked, %s skipped, %s cancelled',
  (action, ...allowed) => {
    const found = steps.map(status =>
      allows(() => assertStepAllows(action, { run: 'run-1', name: 'a', status })),
    )
    expect(found).toEqual(allowed)
  },
)

test('an output that was put in the place of another can be marked as failed', () => {
  const record = { run: 'run-1', name: 'a', status: 'skipped', output: 1 } as const
  expect(allows(() => assertStepAllows('fail', record))).toBe(true)
})

test('a refusal names run and step, the reason and what to type instead', () => {
  const refuse = () => assertStepAllows('skip', { run: 'run-1', name: 'a', status: 'succeeded' })
  expect(refuse).toThrow(
    'cannot skip step "a" of run run-1: it has succeeded\nTo keep its output from being used: sluice fail run-1 a --why …',
  )
})

function allows(assert: () => void): boolean {
  try {
    assert()
    return true
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'control-refused') return false
    throw error
  }
}
