import type { Run, RunStep } from '@sluice/server'
import { clientsOf } from './clients.ts'
import { countsOf, runOf } from './runs.ts'

const layers = 12

/** A run of 500 steps: 100 steps in layers, and a map of 400 elements in the middle. */
export function largeRun(): Run {
  const [client] = clientsOf(1)
  if (client === undefined) throw new Error('there is a first client')
  const base = runOf(client, 1)
  const started = Date.parse(base.startedAt)
  const step = (name: string, position: number, needs: readonly string[], map?: string): RunStep => ({
    name,
    position,
    needs,
    ...(map !== undefined && { map }),
    status: position % 37 === 0 ? 'memoised' : 'succeeded',
    startedAt: new Date(started + position * 90).toISOString(),
    finishedAt: new Date(started + position * 90 + 400 + (position % 7) * 150).toISOString(),
    seconds: 0.4 + (position % 7) * 0.15,
    attempts: 1,
    inputs: [],
    checks: [],
    metrics: [],
    can: { skip: false, fail: false, rerun: true },
  })
  const plain = Array.from({ length: 99 }, (_, i) => {
    const layer = i % layers
    const needs = layer === 0 ? [] : [`step-${i - 1}`, ...(i > layers ? [`step-${i - layers - 1}`] : [])]
    return step(`step-${i}`, i, needs)
  })
  const elements = Array.from({ length: 400 }, (_, i) =>
    step(`campaigns[${i}]`, 99 + i, ['step-5'], 'step-5'),
  )
  const steps = [...plain, ...elements, step('gather', 499, ['step-5', ...elements.map(({ name }) => name)])]
  return { ...base, id: 'large', steps, counts: countsOf(steps), pipeline: 'campaign-report' }
}
