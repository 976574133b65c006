import { map, pipeline, planOf, step } from '@sluice/core'
import type { RunEvent } from '@sluice/engine'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { liveDisplay } from './live.ts'
import { styleFor } from './style.ts'

const spend = pipeline('spend', {
  params: z.object({}),
  steps: () => {
    const accounts = step({ inputs: {}, run: () => ['a'] })
    const pulls = map({ over: accounts, key: String, each: id => step({ inputs: {}, run: () => id }) })
    return { accounts, pulls, total: step({ inputs: { pulls }, run: () => 1 }) }
  },
})

test('a map is one mark, which says how far its elements are', () => {
  const written: string[] = []
  const output = { write: (text: string) => written.push(text) > 0, columns: 120, rows: 20 }
  const plan = planOf(spend, { deployment: 'acme', params: {}, asOf: new Date(0) })
  const display = liveDisplay({ stderr: output, stdout: output }, styleFor({}, {}), [{ plan }])
  const of = { run: 'r', pipeline: 'spend', deployment: 'acme' } as const
  const ended = { kind: 'step-finished', seconds: 1, attempts: 1, checks: [] } as const
  const names = Array.from({ length: 40 }, (_, i) => `pulls[${i}]`)
  const events: readonly RunEvent[] = [
    { ...of, kind: 'run-started', asOf: plan.asOf, continued: false },
    { ...of, ...ended, step: 'accounts', status: 'succeeded' },
    { ...of, ...ended, step: 'pulls[]', status: 'memoised' },
    { ...of, kind: 'steps-added', step: 'pulls[]', steps: names },
    ...names.slice(0, 37).map(name => ({ ...of, ...ended, step: name, status: 'succeeded' }) as const),
    { ...of, ...ended, step: 'pulls[37]', status: 'failed' },
    { ...of, kind: 'step-started', step: 'pulls[38]', attempt: 1 },
  ]
  for (const event of events) display.event(event)
  display.close()
  expect(written.join('')).toMatch(/acme +✓▸· +pulls 37 of 40 elements, 1 not, 1 now/)
})
