import { describe, expect, test } from 'vitest'
import { StepFailed } from '../errors/step-failed.ts'
import { isTransient } from '../run/error-record.ts'
import { callUserCode } from './call-user-code.ts'
import { startDeadline, untilAborted } from './deadline.ts'
import { guarded } from './guarded.ts'
import { wait } from './retry.ts'

const coded = (code: string, cause?: unknown) => Object.assign(new Error('x', { cause }), { code })

test.each<[string, unknown, boolean]>([
  ['a reset connection', coded('ECONNRESET'), true],
  ['a fetch that failed because of one', new TypeError('fetch failed', { cause: coded('ETIMEDOUT') }), true],
  ['one deep inside', new Error('a', { cause: new Error('b', { cause: coded('EAI_AGAIN') }) }), true],
  ['a host that does not exist', coded('ENOTFOUND'), false],
  ['a mistake', new TypeError('x is undefined'), false],
  ['text', 'ECONNRESET', false],
  ['nothing', undefined, false],
])('trying again after %s', (_name, error, expected) => {
  expect(isTransient(error)).toBe(expected)
})

test('an error that causes itself is no endless search', () => {
  const error: { cause?: unknown } = {}
  error.cause = error
  expect(isTransient(error)).toBe(false)
})

describe('user code', () => {
  const names = { step: 'scores', deployment: 'acme' }

  test('what it throws gets the step around it and keeps its own stack', async () => {
    const mistake = new TypeError('x is undefined')
    const failed = callUserCode(names, () => Promise.reject(mistake))
    await expect(failed).rejects.toMatchObject({
      message: 'step "scores" of deployment "acme" threw TypeError: x is undefined',
      cause: mistake,
      retry: 'never',
    })
  })

  test.each<[unknown, string]>([
    ['text', 'threw text'],
    [undefined, 'threw undefined'],
  ])('it may throw %s', async (thrown, message) => {
    await expect(callUserCode(names, () => Promise.reject(thrown as Error))).rejects.toThrow(message)
  })

  test('an error of ours stays itself', async () => {
    const ours = new StepFailed({ ...names, cause: 'x', retry: 'later' })
    await expect(callUserCode(names, () => Promise.reject(ours))).rejects.toBe(ours)
  })
})

test('waiting ends at once when it is aborted', async () => {
  const stop = new AbortController()
  const waiting = wait(60_000, stop.signal)
  stop.abort(new Error('stop'))
  await expect(waiting).rejects.toThrow('stop')
  await expect(wait(60_000, stop.signal)).rejects.toThrow('stop')
})

describe('a deadline', () => {
  test('says which step took too long, and does not outlive its attempt', async () => {
    const cancel = new AbortController()
    const late = startDeadline('slow', 10, cancel.signal)
    await expect(untilAborted(new Promise(() => undefined), late.signal, 1)).rejects.toThrow(
      'step "slow" was stopped after 0.01 s',
    )
    expect(late.timeout?.timeoutMs).toBe(10)
    const early = startDeadline('quick', 10, cancel.signal)
    early.clear()
    await new Promise(resolve => setTimeout(resolve, 30))
    expect([early.timeout, early.signal.aborted]).toEqual([undefined, false])
  })

  test('a limit longer than timers can wait does not end at once', async () => {
    const far = startDeadline('long', 2 ** 40, new AbortController().signal)
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(far.signal.aborted).toBe(false)
    far.clear()
  })

  test('work that ends by itself after the abort is waited for, and does not count', async () => {
    const stop = new AbortController()
    let tidied = false
    const tidyUp = async () => {
      await wait(60_000, stop.signal).catch(() => undefined)
      await new Promise(resolve => setTimeout(resolve, 10))
      tidied = true
      return 'half of it'
    }
    const outcome = untilAborted(tidyUp(), stop.signal, 1000)
    stop.abort(new Error('cancelled'))
    await expect(outcome).rejects.toThrow('cancelled')
    expect(tidied).toBe(true)
  })

  test('work that takes no notice is left behind after a while', async () => {
    const stop = new AbortController()
    stop.abort(new Error('cancelled'))
    const outcome = untilAborted(new Promise(() => undefined), stop.signal, 5)
    await expect(outcome).rejects.toThrow('cancelled')
  })
})

test('a guarded object works until its guard refuses', () => {
  let over = false
  const counter = {
    n: 1,
    add(by: number) {
      return (this.n += by)
    },
  }
  const safe = guarded(counter, () => {
    if (over) throw new Error('over')
  })
  expect(safe.add(2)).toBe(3)
  over = true
  expect(() => safe.add(1)).toThrow('over')
  expect(counter.n).toBe(3)
})
