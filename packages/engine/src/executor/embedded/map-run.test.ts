import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { map, pipeline, planOf, step, type Alert, type FailurePolicy } from '@sluice/core'
import { z } from 'zod'
import { openEngine } from '../../open-engine.ts'
import type { RunEvent } from '../../run/run-event.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-map-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Runs a map over so many elements, of which those that `fails` names fail; returns what was told about it. */
async function told(
  count: number,
  fails: (n: number) => boolean,
  onFailure: FailurePolicy,
  { signal, onEvent = () => undefined }: { signal?: AbortSignal; onEvent?: (event: RunEvent) => void } = {},
) {
  const declared = pipeline('p', {
    params: z.object({}),
    steps: () => {
      const numbers = step({
        inputs: {},
        definition: { count },
        run: () => Array.from({ length: count }, (_, i) => i),
      })
      const work = map({
        over: numbers,
        key: String,
        onFailure,
        each: n =>
          step({
            inputs: {},
            run: () => {
              if (fails(n)) throw new TypeError(`no ${n}`)
              return n
            },
          }),
      })
      return { numbers, work, after: step({ inputs: { work }, run: ({ work: all }) => all.length }) }
    },
  })
  const alerts: Alert[] = []
  const events: RunEvent[] = []
  const sink = { kind: 'quiet', send: async (alert: Alert) => void alerts.push(alert) }
  const engine = await openEngine({ root, concurrency: 4, env: {}, alerts: [sink] })
  try {
    const plan = planOf(declared, { deployment: 'acme', params: {}, asOf: new Date(0) })
    const [summary] = await engine.run([{ plan }], {
      onEvent: event => {
        events.push(event)
        onEvent(event)
      },
      ...(signal && { signal }),
    })
    return { alerts, events, summary }
  } finally {
    await engine.close()
  }
}

test.each<[FailurePolicy, readonly string[]]>([
  ['block', ['work/step-failed']],
  ['continue', ['work/step-failed']],
  [{ atMost: 3 }, ['work/step-failed', 'work/elements-failed']],
])('with policy %j, many elements that fail alike are one alert', async (onFailure, expected) => {
  const { alerts } = await told(20, n => n % 2 === 0, onFailure)
  expect(alerts.map(({ rootCause }) => rootCause)).toEqual(expected)
  const notDone = { block: ['work', 'after'], continue: [] }[
    typeof onFailure === 'string' ? onFailure : 'continue'
  ]
  expect(alerts[0]?.effect.notDone).toEqual(notDone)
})

test('displays are told of the steps before any of them begins', async () => {
  const { events } = await told(3, () => false, 'block')
  const kinds = events.flatMap(event =>
    event.kind === 'steps-added'
      ? [event.steps.join()]
      : event.kind === 'step-started' && event.step.includes('[')
        ? [event.step]
        : [],
  )
  expect(kinds.slice(0, 2)).toEqual(['work[]', 'work[0],work[1],work[2]'])
  expect(kinds.slice(2).toSorted()).toEqual(['work[0]', 'work[1]', 'work[2]'])
})

test.each(['step-finished', 'steps-added'] as const)(
  'cancelled while the elements become steps (%s), none of them runs, and the next run has the same',
  async kind => {
    const cancel = new AbortController()
    const onEvent = (event: RunEvent) => {
      if (event.kind === kind && event.step === 'work[]') cancel.abort()
    }
    const cancelled = await told(3, () => false, 'block', { signal: cancel.signal, onEvent })
    expect(cancelled.summary?.status).toBe('cancelled')
    expect(cancelled.summary?.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'numbers succeeded',
      'work[] succeeded',
      ...[0, 1, 2].map(n => `work[${n}] cancelled`),
      'work cancelled',
      'after cancelled',
    ])
    const { summary } = await told(3, () => false, 'block')
    expect([summary?.run, summary?.status]).toEqual([cancelled.summary?.run, 'succeeded'])
    expect(summary?.steps.find(({ name }) => name === 'work[]')?.status).toBe('memoised')
  },
)

test('a thousand elements take little more than their steps', async () => {
  const started = performance.now()
  const { summary } = await told(1000, () => false, 'block')
  expect(summary?.steps).toHaveLength(1004)
  expect((performance.now() - started) / 1000).toBeLessThan(20)
})
