import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { startOnTerminal, startSluice } from './cli/child.ts'
import { emptyFolder, install, newProject, type Project } from './cli/project.ts'

/** One step that is quick, one that waits for the file `go`, and one that needs both. */
const waiting = `
import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { defineConfig, pipeline, step } from 'sluice'
import { z } from 'zod'

const slow = pipeline('slow', {
  params: z.object({}),
  steps: () => {
    const first = step({ inputs: {}, run: () => 1 })
    const second = step({
      inputs: { first },
      run: async ({ first }, { signal }) => {
        for (let i = 0; i < 1500 && !existsSync('go'); i++) await wait(20, undefined, { signal })
        return first + 1
      },
    })
    const third = step({ inputs: { second }, run: ({ second }) => second + 1 })
    return { first, second, third }
  },
})
export default defineConfig({ deployments: [slow.deploy('acme', { params: {} })] })
`

let project: Project
beforeEach(() => {
  project = emptyFolder()
  install(project.folder)
  project.write('sluice.config.ts', waiting)
})

const asOf = ['--as-of', '2026-03-02']

test.each<[NodeJS.Signals]>([['SIGINT'], ['SIGTERM']])(
  'a run stopped by %s exits with 130, says how to go on, and resume finishes it',
  async signal => {
    const child = startSluice(['run', ...asOf], { cwd: project.folder })
    await child.saw(/acme slow first succeeded/)
    child.kill(signal)
    const { code, out } = await child.ended
    expect(code).toBe(130)
    expect(out).toMatch(/acme +slow +cancelled[\s\S]*sluice resume/)

    expect((await project.sluice('runs')).out).toMatch(/acme +slow +2026-03-02 +cancelled/)
    project.write('go', '')
    const resumed = await project.sluice('resume')
    expect(resumed.code).toBe(0)
    expect(resumed.err).toMatch(/first memoised[\s\S]*second succeeded[\s\S]*third succeeded/)
    expect(await project.sluice('resume')).toMatchObject({
      code: 0,
      out: /Nothing to resume/ as unknown as string,
    })
  },
)

test.skipIf(!existsSync('/usr/bin/script'))('Ctrl-C on a terminal ends the live view in order', async () => {
  const terminal = startOnTerminal(['run', ...asOf], { cwd: project.folder })
  await terminal.saw(/acme.*second/)
  terminal.type('\u0003')
  const { code, out } = await terminal.ended
  expect([code, out]).toEqual([130, expect.stringMatching(/✓--[\s\S]*cancelled[\s\S]*sluice resume/)])
})

test('after kill -9 the run is shown as interrupted and the same command finishes it', async () => {
  const child = startSluice(['run', ...asOf], { cwd: project.folder })
  await child.saw(/acme slow first succeeded/)
  child.kill('SIGKILL')
  await child.ended
  project.write('go', '')
  const { code, out, err } = await startSluice(['run', ...asOf], { cwd: project.folder }).ended
  expect([code, err]).toEqual([
    0,
    expect.stringMatching(/continues[\s\S]*first memoised[\s\S]*third succeeded/),
  ])
  expect(out).toMatch(/1\/3/)
  expect(readdirSync(join(project.folder, '.sluice/scratch'))).toEqual([])
})

test('a second process does not run what a first one is running', async () => {
  const first = startSluice(['run', ...asOf], { cwd: project.folder })
  await first.saw(/acme slow first succeeded/)
  const { code, err } = await startSluice(['run', ...asOf], { cwd: project.folder }).ended
  project.write('go', '')
  expect(code).toBe(4)
  expect(err).toMatch(new RegExp(`is being run by process ${first.pid} .*Wait for it`))
  expect((await first.ended).code).toBe(0)
})

test('the real command prints nothing but the value with --json, and exits with the codes of the guide', async () => {
  const shop = await newProject()
  const run = (...args: readonly string[]) => startSluice(args, { cwd: shop.folder }).ended
  const trained = await run('train', ...asOf, '--json')
  expect([trained.code, JSON.parse(trained.out)]).toMatchObject([0, { runs: [{ status: 'succeeded' }] }])

  expect((await run('run', 'nonsense')).code).toBe(2)
  expect((await run('nonsense')).code).toBe(2)
  expect((await run('--help')).code).toBe(0)
  shop.edit('data/events.csv', 'customer_id', 'client_id')
  const blocked = await run('run', ...asOf, '--json')
  expect([blocked.code, JSON.parse(blocked.out)]).toMatchObject([3, { runs: [{ status: 'blocked' }] }])
  expect(existsSync(join(shop.folder, 'out/demo.parquet'))).toBe(false)
})

test('a disk that fills up fails the step with what to do, and the next run goes on', async () => {
  const shop = await newProject()
  const under = ['prlimit', '--fsize=20000', '--']
  const { code, out, err } = await startSluice(['train', ...asOf], { cwd: shop.folder, under }).ended
  expect(out + err).toMatch(/disk|space|too large/i)
  expect(code).toBe(4)
  expect((await shop.sluice('train', ...asOf)).code).toBe(0)
})
