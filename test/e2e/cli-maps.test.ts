import { beforeEach, expect, test } from 'vitest'
import { startSluice } from './cli/child.ts'
import { emptyFolder, install, type Outcome, type Project } from './cli/project.ts'

const config = `import { readFileSync } from 'node:fs'
import { defineConfig, map, pipeline, step } from 'sluice'
import { z } from 'zod'

const lines = file => readFileSync(file, 'utf8').split(',')

const spend = pipeline('spend', {
  params: z.object({}),
  steps: () => {
    const accounts = step({ inputs: {}, keyed: 'run', run: () => lines('accounts.txt').map(id => ({ id })) })
    const pulls = map({
      over: accounts,
      key: 'id',
      limit: 4,
      onFailure: { atMost: 1 },
      each: ({ id }) =>
        step({
          inputs: {},
          keyed: 'run',
          run: (_inputs, { log }) => {
            log('pulling ' + id)
            if (lines('gone.txt').includes(id)) throw new Error('no access to ' + id)
            return id.length
          },
        }),
    })
    const total = step({
      inputs: { pulls },
      run: ({ pulls }) => pulls.filter(one => one.status === 'succeeded').length,
    })
    return { accounts, pulls, total }
  },
})

export default defineConfig({ deployments: [spend.deploy('acme', { params: {} })] })
`

let project: Project
beforeEach(() => {
  project = emptyFolder()
  install(project.folder)
  project.write('sluice.config.ts', config)
  project.write('accounts.txt', Array.from({ length: 40 }, (_, i) => `a${i + 10}`).join(','))
  project.write('gone.txt', 'a17,a23,a30')
})

/** Runs `sluice` as a process of its own. */
const sluice = (...args: readonly string[]): Promise<Outcome> =>
  startSluice(args, { cwd: project.folder }).ended

test('a map is one line of the plan, of a run and of its problems, and its elements are there to look at', async () => {
  const plan = await project.sluice('plan')
  expect(plan.out).toMatch(
    /\n {2}pulls +accounts +for each element of accounts, 4 at once, at most 1 may fail/,
  )
  expect(plan.out).not.toContain('[')

  const failed = await sluice('run')
  expect(failed.code).not.toBe(0)
  expect(failed.err + failed.out).toMatch(
    /map "pulls": 3 of 40 elements did not finish, and at most 1 may fail: "a17", "a23", "a30"/,
  )
  const { out } = await project.sluice('runs', '--json')
  const id = (JSON.parse(out) as { runs: { id: string }[] }).runs[0]?.id ?? ''

  const show = await project.sluice('show', id)
  expect(show.out).toMatch(/\n {2}pulls +failed +[\d.]+ s +37 of 40 elements, 3 not/)
  expect(show.out).toMatch(/error pulls\[a17\]: .*no access to a17/)
  expect(show.out).not.toMatch(/^ {2}pulls\[/m)
  const map = await project.sluice('show', id, 'pulls')
  expect(map.out).toMatch(/pulls\[a10\] +succeeded/)
  expect(map.out).toMatch(/pulls\[a17\] +failed .*no access to a17/)
  const element = await project.sluice('show', id, 'pulls[a17]')
  expect(element.out).toContain('pulling a17')
  expect((await sluice('plan')).out).toMatch(/failed, 37 of 40 elements, 3 not/)

  project.write('gone.txt', 'a23')
  const resumed = await sluice('resume', id)
  expect([resumed.code, resumed.out]).toEqual([0, expect.stringMatching(/succeeded/) as string])
  const again = JSON.parse((await project.sluice('show', id, '--json')).out) as {
    steps: { name: string; status: string; output?: unknown }[]
  }
  expect(again.steps.find(({ name }) => name === 'total')?.output).toBe(39)
  expect(again.steps.filter(({ status }) => status === 'memoised')).toHaveLength(39)
})
