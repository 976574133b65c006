import { expect, test } from 'vitest'
import { StepFailed } from '../errors/step-failed.ts'
import { StepTimeout } from '../errors/step-timeout.ts'
import { failedTry } from './failed-try.ts'

const failed = (cause: unknown) => new StepFailed({ step: 's', deployment: 'd', cause, retry: 'never' })
const error = (name: string, fields: object = {}, cause?: unknown) =>
  Object.assign(new Error('no', { cause }), { name }, fields)

test.each<[string, Parameters<typeof failedTry>[0], readonly string[], number | undefined]>([
  ['Sluice’s own', new StepTimeout({ step: 's', timeoutMs: 1 }), ['StepTimeout', 'step-timeout'], undefined],
  [
    'a class of the user',
    failed(error('QuotaExceeded')),
    ['QuotaExceeded', 'StepFailed', 'step-failed'],
    undefined,
  ],
  [
    'a cause of a cause',
    failed(error('FetchError', {}, error('Error', { code: 'ECONNRESET' }))),
    ['ECONNRESET', 'Error', 'FetchError', 'StepFailed', 'step-failed'],
    undefined,
  ],
  [
    'a status',
    failed(error('Error', { status: 503 })),
    ['Error', 'StepFailed', 'http-503', 'step-failed'],
    undefined,
  ],
  [
    'HTTP 429',
    failed(error('Error', { status: 429 })),
    ['Error', 'StepFailed', 'http-429', 'step-failed', 'throttled'],
    undefined,
  ],
  [
    'who says how long to wait',
    failed(error('Error', { retryAfterMs: 7000 })),
    ['Error', 'StepFailed', 'step-failed', 'throttled'],
    7000,
  ],
  ['no object at all', failed('no'), ['StepFailed', 'step-failed'], undefined],
])('%s is known by its codes, names and statuses', (_name, thrown, kinds, retryAfterMs) => {
  const found = failedTry(thrown, 2)
  expect(found.kinds.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(kinds)
  expect([found.attempt, found.retryAfterMs]).toEqual([2, retryAfterMs])
})

test('a cause that is its own cause ends', () => {
  const loop: Error & { cause?: unknown } = new Error('no')
  loop.cause = loop
  expect(failedTry(failed(loop), 1).kinds).toContain('step-failed')
})
