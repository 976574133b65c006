import { defineConfig, pipeline } from '@sluice/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { knownPipeline } from './known-pipelines.ts'
import { nextTimes } from './next-times.ts'

const nothing = pipeline('p', { params: z.object({}), steps: () => ({}) })
const known = (options: object) => {
  const deployments = [nothing.deploy('acme', { params: {}, timezone: 'Europe/Berlin', ...options })]
  const found = knownPipeline(defineConfig({ deployments }), { pipeline: 'p', deployment: 'acme' })
  if (found === undefined) throw new Error('acme is not known')
  return found
}

test('local times stay where clocks change, and the change is said', () => {
  const times = nextTimes(known({ schedule: '0 6 * * MON' }), new Date('2026-03-20T12:00:41.5Z'))
  expect(times.slice(0, 3)).toEqual([
    { at: '2026-03-23T05:00:00.000Z', local: '2026-03-23T06:00' },
    { at: '2026-03-30T04:00:00.000Z', local: '2026-03-30T06:00', note: 'clocks have gone forward by 1 h' },
    { at: '2026-04-06T04:00:00.000Z', local: '2026-04-06T06:00' },
  ])
  expect(times).toHaveLength(10)
})

test('nothing comes after the end, or while it is declared as paused', () => {
  const now = new Date('2026-03-20T12:00:00Z')
  expect(nextTimes(known({ schedule: '0 6 * * MON', end: '2026-04-01' }), now)).toHaveLength(2)
  expect(nextTimes(known({ schedule: '0 6 * * MON', paused: true }), now)).toEqual([])
  expect(nextTimes(known({}), now)).toEqual([])
})
