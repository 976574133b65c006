import { expect, test } from 'vitest'
import { z } from 'zod'
import { pipeline } from '../pipeline/pipeline.ts'
import { planOf } from '../pipeline/plan.ts'
import { step } from '../pipeline/step.ts'
import { messageOf } from './message-of.ts'
import { simulatedIncident } from './simulated-incident.ts'

const declared = pipeline('load', {
  params: z.object({}),
  steps() {
    const orders = step({ inputs: {}, run: () => 1 })
    const scores = step({ inputs: { orders }, run: () => 1 })
    const deliver = step({ inputs: { scores }, run: () => 1 })
    return { orders, scores, deliver }
  },
})
const at = new Date('2026-03-16T06:00:00Z')
const plan = planOf(declared, { deployment: 'acme', params: {}, asOf: at })

test.each([
  [undefined, 'SIMULATED: orders has no rows', ['NOT done: scores, deliver']],
  ['scores', 'SIMULATED: scores has no rows', ['NOT done: deliver']],
  ['deliver', 'SIMULATED: deliver has no rows', []],
] as const)('step %s', (name, headline, affected) => {
  const incident = simulatedIncident({ plan, id: 'x', at, unaffected: ['bolt'], ...(name && { step: name }) })
  const message = messageOf(incident, 'opened')
  expect(message.headline).toContain(headline)
  expect(message).toMatchObject({ title: 'BLOCKED · acme · load', affected, unaffected: ['bolt'] })
})
