import type { EventRecord } from '@sluice/engine'
import { expect, test } from 'vitest'
import { decisionLines } from './decisions.ts'

const ann = { who: 'ann', why: 'the source moved' }
const because = (action: 'retry' | 'rerun') => ({ because: { action, of: 'run-0', from: 'clean', ...ann } })

test.each<[kind: string, step: string | undefined, data: EventRecord['data'], line: string | undefined]>([
  [
    'run-started',
    undefined,
    { who: 'bob', ...because('rerun') },
    'ann ran run-0 again from clean: the source moved',
  ],
  ['run-continued', undefined, { who: 'bob', ...because('retry') }, 'ann tried it again: the source moved'],
  ['run-continued', undefined, { who: 'bob' }, undefined],
  ['run-cancelling', undefined, ann, 'ann cancelled the run: the source moved'],
  ['run-cancelling', undefined, { who: 'ann' }, 'ann cancelled the run'],
  ['step-skipped', 'clean', ann, 'clean: ann skipped it: the source moved'],
  ['step-marked-failed', 'clean', ann, 'clean: ann marked it as failed: the source moved'],
  ['step-log', 'clean', { message: 'hello' }, undefined],
  ['step-started', 'clean', null, undefined],
])('%s', (kind, step, data, line) => {
  const at = new Date('2026-03-02T06:04:00Z')
  const event = { id: 1, run: 'run-1', kind, at, data, ...(step !== undefined && { step }) }
  const expected = line === undefined ? [] : [`  2026-03-02 07:04 Europe/Berlin ${line}`]
  expect(decisionLines([event], 'Europe/Berlin')).toEqual(expected)
})
