import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { map, pipeline, planOf, step } from '@sluice/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { openEngine, type Engine } from '../open-engine.ts'
import type { RunRecord } from '../journal/journal.ts'
import { changedSteps } from './changed-steps.ts'

let folder: string
let engine: Engine
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-changed-'))
  engine = await openEngine({ root: folder })
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

interface Change {
  readonly read?: string
  readonly total?: string
  readonly more?: boolean
}

function plan({ read = '', total = '', more = false }: Change = {}) {
  const list = step({ inputs: {}, keyed: 'run', definition: { read }, run: () => [{ id: 'a' }, { id: 'b' }] })
  const pulls = map({
    over: list,
    key: 'id',
    each: ({ id }) => step({ inputs: {}, definition: { id }, run: () => 1 }),
  })
  const sum = step({ inputs: { pulls }, definition: { total }, run: () => 1 })
  const extra = step({ inputs: {}, definition: 'extra', run: () => 1 })
  const steps = () => ({ list, pulls, sum, ...(more && { extra }) })
  const declared = pipeline('p', { params: z.object({}), steps })
  return planOf(declared, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02') })
}

test.each<[string, Change, Change, readonly string[]]>([
  ['nothing', {}, {}, []],
  ['what reads the outside world', {}, { read: 'x' }, ['list']],
  ['a step at the end', {}, { total: 'x' }, ['sum']],
  ['a new step', {}, { more: true }, ['extra']],
  ['a step that is gone', { more: true }, {}, ['extra']],
])('%s has changed', async (_name, before, after, expected) => {
  const [summary] = await engine.run([{ plan: plan(before) }])
  expect(summary?.status).toBe('succeeded')
  const run = (await engine.journal.run(summary?.run ?? '')) as RunRecord
  expect(await changedSteps(engine.journal, run, plan(after))).toEqual(expected)
})
