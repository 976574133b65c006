import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Deed } from '../testing/isolation/plans.ts'
import type { IsolatedOutcome } from '../testing/isolation/run-isolated.ts'

const token = 'a-token-that-nobody-may-see'
const program = new URL('../testing/isolation/run-isolated.ts', import.meta.url).pathname

let root: string
let outcomes: readonly IsolatedOutcome[]

async function outcomesOf(argument: string, deeds: readonly Deed[]): Promise<readonly IsolatedOutcome[]> {
  const args = ['--conditions=@sluice/source', program, join(root, argument), argument, ...deeds]
  const env = { ...process.env, TOKEN: token }
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 1e8 })
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as IsolatedOutcome)
}

const wrong: readonly (readonly [deed: Deed, code: string, message: RegExp])[] = [
  ['exits', 'step-crashed', /"deed" of deployment "alpine" ended by exit code 7/],
  ['aborts', 'step-crashed', /ended by SIGABRT/],
  ['loops', 'step-timeout', /300 ms|0\.3 s/],
  ['hogs', 'step-memory-exceeded', /more than its limit of 600 MB/],
  ['throws', 'step-failed', /a mistake in the step/],
  ['throttled', 'throttled-for-test', /asks to wait/],
  ['undefined', 'step-failed', /could not be cloned/],
]

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-isolation-'))
  outcomes = await outcomesOf('same', ['nothing', 'prints', ...wrong.map(([deed]) => deed), 'nothing'])
}, 120_000)
afterAll(() => rm(root, { recursive: true, force: true }))

function outcome(deed: Deed) {
  const found = outcomes.find(each => each.deed === deed) as IsolatedOutcome
  const stepOf = (name: string) => found.summary.steps.find(step => step.name === name)
  return { ...found, stepOf }
}

describe('steps in processes of their own', () => {
  test('have the whole context: data, records, secrets, log, progress, checks', () => {
    const { summary, events, stepOf } = outcome('nothing')
    expect([summary.status, stepOf('sum')?.output, stepOf('deed')?.output]).toEqual(['succeeded', 4, 1])
    expect(stepOf('sum')?.checks).toMatchObject([{ status: 'passed', message: 'sum is 4' }])
    const log = events.find(event => event.kind === 'step-log')
    expect(log).toMatchObject({
      message: 'secret is ‹secret›, threads 1',
      fields: { deep: { list: [1, 2] } },
    })
    expect(events.some(event => event.kind === 'step-progress' && event.done === 1)).toBe(true)
    expect(JSON.stringify(outcomes)).not.toContain(token)
  })

  test('may be made of the elements of a map', () => {
    expect(outcome('nothing').stepOf('squares')?.output).toEqual([
      { key: '2', status: 'succeeded', output: { square: 4 } },
      { key: '3', status: 'succeeded', output: { square: 9 } },
    ])
  })

  test.each(wrong)('that do wrong (%s) fail alone, with what happened', (deed, code, message) => {
    const { stepOf } = outcome(deed)
    expect(stepOf('deed')?.error).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(stepOf('sum')?.output).toBe(4)
  })

  test('leave the pool as good as before, and standard output to the command', () => {
    expect(outcomes).toHaveLength(wrong.length + 3)
    expect(outcome('prints').summary.status).toBe('succeeded')
    expect(outcomes.at(-1)?.summary.status).toBe('succeeded')
  })

  test('are refused when the process has another version of them', async () => {
    const [older] = await outcomesOf('older', ['nothing'])
    const rows = older?.summary.steps.find(({ name }) => name === 'rows')
    expect(rows?.error).toMatchObject({
      code: 'plan-changed',
      message: expect.stringMatching(/another definition/),
    })
  })
})
