import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Deed } from '../testing/isolation/plans.ts'
import type { IsolatedOutcome } from '../testing/isolation/run-isolated.ts'
import { newTestSchema, type TestSchema } from '../testing/postgres-schema.ts'

const program = new URL('../testing/isolation/run-on-worker.ts', import.meta.url).pathname

/** What one worker does with all of them side by side. */
const ends: readonly (readonly [deed: Deed, status: string, attempts: number, code: string])[] = [
  ['nothing', 'succeeded', 1, 'no error'],
  ['exits', 'failed', 1, 'step-crashed'],
  ['exits once', 'succeeded', 2, 'no error'],
  ['aborts', 'failed', 1, 'step-crashed'],
  ['loops', 'failed', 1, 'step-timeout'],
  ['hogs', 'failed', 1, 'step-memory-exceeded'],
  ['throttled', 'failed', 1, 'throttled-for-test'],
]

let root: string
let schema: TestSchema
let outcomes: readonly IsolatedOutcome[]
let trouble: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-isolation-'))
  schema = newTestSchema()
  const args = ['--conditions=@sluice/source', program, root, schema.schema, ...ends.map(([deed]) => deed)]
  const env = { ...process.env, TOKEN: 'a-token-that-nobody-may-see', DATABASE: schema.url }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 1e8 })
  trouble = stderr
  outcomes = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as IsolatedOutcome)
}, 120_000)
afterAll(async () => {
  await schema.drop()
  await rm(root, { recursive: true, force: true })
})

function stepsOf(deed: Deed) {
  const { summary } = outcomes.find(each => each.deed === deed) as IsolatedOutcome
  return new Map(summary.steps.map(step => [step.name, step]))
}

test.each(ends)(
  'on a worker a step that does "%s" has %s after %i attempts',
  (deed, status, attempts, code) => {
    const found = stepsOf(deed).get('deed')
    expect([found?.status, found?.attempts, found?.error?.code ?? 'no error']).toEqual([
      status,
      attempts,
      code,
    ])
  },
)

test.each(ends)('beside "%s" the other steps of its run, those of a map too, are done', deed => {
  const steps = stepsOf(deed)
  expect(steps.get('sum')?.output).toBe(4)
  expect(steps.get('squares')?.output).toEqual([
    { key: '2', status: 'succeeded', output: { square: 4 } },
    { key: '3', status: 'succeeded', output: { square: 9 } },
  ])
})

test('the worker itself is not troubled', () => {
  expect(trouble).not.toMatch(/Error|step-lost/)
})
