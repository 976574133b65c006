import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline, planOf, step, type Plan, type StepContext } from '@sluice/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { openEngine, type Engine } from '../open-engine.ts'
import { rerunRequest } from './again.ts'

let folder: string
let engine: Engine
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-rerun-'))
  engine = await openEngine({ root: folder })
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

const ann = { who: 'ann', why: 'the factor was wrong' }
let sent: string[] = []

/** scores → deliver, which sends what the ledger does not have as it is. */
function planWith(scores: Readonly<Record<string, number>>): Plan {
  const made = step({ inputs: {}, definition: scores, run: () => scores })
  const deliver = step({
    inputs: { made },
    keyed: 'effect',
    definition: 'deliver',
    run: ({ made: rows }, context) => sendChanged(rows, context),
  })
  const declared = pipeline('p', { params: z.object({}), steps: () => ({ scores: made, deliver }) })
  return planOf(declared, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02') })
}

async function sendChanged(rows: Readonly<Record<string, number>>, { ledger, run }: StepContext) {
  const known = await ledger.read('book', Object.keys(rows))
  for (const [key, score] of Object.entries(rows)) {
    const payload = String(score)
    if (known.get(key)?.payload === payload) continue
    sent.push(`${key}=${payload}`)
    await ledger.write('book', [{ key, payload, messageId: key, status: 'acknowledged', run: run.id }])
  }
  return Object.keys(rows).length
}

test('a delivery that is done anew sends what has changed and nothing twice', async () => {
  sent = []
  const [first] = await engine.run([{ plan: planWith({ a: 1, b: 2 }) }])
  expect(sent).toEqual(['a=1', 'b=2'])
  const rerun = async (plan: Plan, from: string) => {
    sent = []
    const target = { plan, run: first?.run ?? '', from }
    const [summary] = await engine.run([(await rerunRequest(engine.control, target, ann)).request])
    expect(summary?.status).toBe('succeeded')
    return sent
  }
  expect(await rerun(planWith({ a: 1, b: 2 }), 'deliver')).toEqual([])
  expect(await rerun(planWith({ a: 1, b: 3 }), 'scores')).toEqual(['b=3'])
})
