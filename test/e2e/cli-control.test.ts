import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { startSluice } from './cli/child.ts'
import { emptyFolder, install, type Outcome, type Project } from './cli/project.ts'

const config = `import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { defineConfig, pipeline, step } from 'sluice'
import { z } from 'zod'

const sql = readFileSync('sql.txt', 'utf8')

const report = pipeline('report', {
  params: z.object({}),
  steps: () => {
    const read = step({
      inputs: {}, keyed: 'run', definition: {},
      run: () => {
        appendFileSync('calls.txt', 'read\\n')
        return { rows: Number(readFileSync('rows.txt', 'utf8')) }
      },
    })
    const clean = step({
      inputs: { read }, definition: { sql },
      run: async ({ read }, { signal, log }) => {
        appendFileSync('calls.txt', 'clean\\n')
        log('cleaning ' + read.rows)
        if (existsSync('broken.txt')) throw new Error('the source is gone')
        while (existsSync('slow.txt')) {
          signal.throwIfAborted()
          await new Promise(resolve => setTimeout(resolve, 20))
        }
        return { rows: read.rows * 2 }
      },
    })
    const send = step({
      inputs: { clean }, keyed: 'effect', definition: {},
      run: ({ clean }) => {
        appendFileSync('sent.txt', clean.rows + '\\n')
        return { sent: clean.rows, unchanged: 0 }
      },
    })
    return { read, clean, send }
  },
})

export default defineConfig({ deployments: [report.deploy('acme', { params: {} })] })
`

let project: Project
beforeEach(() => {
  project = emptyFolder()
  install(project.folder)
  project.write('sluice.config.ts', config)
  project.write('sql.txt', 'SELECT a\nFROM t\n')
  project.write('rows.txt', '3')
  project.write('calls.txt', '')
})

/** Runs `sluice` as a process of its own, which sees the project as it is now. */
async function sluice(...args: readonly string[]): Promise<Outcome> {
  return startSluice(args, { cwd: project.folder }).ended
}

async function lastRun(): Promise<{ readonly id: string; readonly status: string }> {
  const { out } = await project.sluice('runs', '--json')
  return (JSON.parse(out) as { runs: { id: string; status: string }[] }).runs[0] as {
    id: string
    status: string
  }
}

const remove = (file: string) => rmSync(join(project.folder, file))
const calls = () => project.read('calls.txt').split('\n').filter(Boolean)
const why = ['--why', 'the source moved'] as const

test('a run in another process is cancelled within a second, and tried again goes on', async () => {
  project.write('slow.txt', '')
  const child = startSluice(['run', '--as-of', '2026-03-02'], { cwd: project.folder })
  await child.saw(/read succeeded/)
  const { id } = await lastRun()
  const started = performance.now()
  const cancelled = await project.sluice('cancel', id.slice(0, -2), ...why)
  expect(cancelled).toMatchObject({ code: 0, out: expect.stringMatching(/^cancelled run .*sluice retry/) })
  expect(performance.now() - started).toBeLessThan(2_000)
  expect((await child.ended).code).toBe(130)
  expect((await project.sluice('cancel', id, ...why)).out).toMatch(/was cancelled before/)
  remove('slow.txt')
  expect((await sluice('retry', id, ...why)).code).toBe(0)
  expect(calls()).toEqual(['read', 'clean', 'clean'])
  expect((await project.sluice('cancel', id, ...why)).err).toMatch(/control-refused.*it has succeeded/)
})

test('a run whose process was killed is cancelled though nobody can notice', async () => {
  project.write('slow.txt', '')
  const child = startSluice(['run', '--as-of', '2026-03-02'], { cwd: project.folder })
  await child.saw(/read succeeded/)
  child.kill('SIGKILL')
  await child.ended
  const { id } = await lastRun()
  expect((await project.sluice('cancel', id, ...why)).code).toBe(0)
  expect((await lastRun()).status).toBe('cancelled')
})

test('a failed step is skipped with an output in its place, which is delivered', async () => {
  project.write('broken.txt', '')
  expect((await project.sluice('run', '--as-of', '2026-03-02')).code).toBe(4)
  const { id } = await lastRun()
  expect((await project.sluice('skip', id, 'clean', ...why)).err).toMatch(/Give one of: --output/)
  expect((await project.sluice('skip', id, 'clean', '--output', '{rows', ...why)).err).toMatch(/is not JSON/)
  expect((await project.sluice('skip', id, 'read', '--with-dependents', ...why)).code).toBe(2)
  const skipped = await project.sluice('skip', id, 'clean', '--output', '{"rows": 7}', ...why)
  expect(skipped.out).toMatch(/^skipped clean of run .*; its output was put in its place\n.*sluice retry/)
  expect((await project.sluice('retry', id, ...why)).code).toBe(0)
  expect(project.read('sent.txt')).toBe('7\n')
  const shown = await project.sluice('show', id, 'clean')
  expect(shown.out).toMatch(/skipped in [\s\S]*Decisions:\n.* clean: tester skipped it: the source moved/)
  expect((await project.sluice('show', id)).out).toMatch(/tester tried it again: the source moved/)
  expect((await project.sluice('why', id, 'clean')).out).toMatch(
    /tester skipped it, with an output.*: the source moved/,
  )
})

test('rerun shows what has changed, does that and what follows, and why names the line', async () => {
  expect((await sluice('run', '--as-of', '2026-03-02')).code).toBe(0)
  const first = await lastRun()
  project.write('sql.txt', 'SELECT a\nFROM t\nWHERE a > 1\n')
  const dry = await sluice('rerun', first.id, '--from', 'clean', '--dry-run', ...why)
  expect(dry).toMatchObject({ code: 0 })
  expect(dry.out).toMatch(
    /Done anew: clean, send\nTaken over: read\n\nclean has changed since:\n {2}definition\.sql was without that, now `WHERE a > 1`/,
  )
  expect((await sluice('rerun', first.id, '--from', 'clean', ...why)).code).toBe(0)
  expect(calls()).toEqual(['read', 'clean', 'clean'])
  const second = await lastRun()
  expect(second.id).not.toBe(first.id)
  const because = await project.sluice('why', second.id, 'clean')
  expect(because.out).toMatch(/^clean was done: .* wanted it done anew: the source moved\./)
  expect(because.out).toMatch(
    /Compared with run .*:\n {2}definition\.sql was without that, now `WHERE a > 1`/,
  )
  expect((await project.sluice('rerun', first.id, '--from', 'none', ...why)).err).toMatch(
    /no such step\nIt has: read/,
  )
})

test('a rerun that is killed goes on where it was, and sends what the first had sent once more', async () => {
  expect((await sluice('run', '--as-of', '2026-03-02')).code).toBe(0)
  const first = await lastRun()
  project.write('slow.txt', '')
  const child = startSluice(['rerun', first.id, '--from', 'clean', ...why], { cwd: project.folder })
  await child.saw(/read memoised/)
  child.kill('SIGKILL')
  await child.ended
  remove('slow.txt')
  expect((await sluice('run', '--as-of', '2026-03-02')).code).toBe(0)
  expect((await lastRun()).id).not.toBe(first.id)
  expect(calls().filter(name => name === 'read')).toHaveLength(1)
  expect(project.read('sent.txt')).toBe('6\n6\n')
})

test('a finished step that is marked as failed is done again by retry; what follows only if it differs', async () => {
  expect((await project.sluice('run', '--as-of', '2026-03-02')).code).toBe(0)
  const { id } = await lastRun()
  const failed = await project.sluice('fail', id, 'read', ...why)
  expect(failed.out).toMatch(/^failed read of run/)
  expect((await lastRun()).status).toBe('failed')
  expect((await project.sluice('show', id, 'read')).out).toMatch(
    /tester marked step "read" of "acme" as failed: the source moved/,
  )
  expect((await project.sluice('fail', id, 'read', ...why)).code).toBe(2)
  project.write('rows.txt', '5')
  expect((await project.sluice('retry', id, ...why)).code).toBe(0)
  expect(calls()).toEqual(['read', 'clean', 'read', 'clean'])
  const text = (await project.sluice('why', id, 'clean')).out
  expect(text).toMatch(/clean was done/)
})

test('a step is run alone on the inputs of a past run; its log, its output and its files are shown', async () => {
  expect((await project.sluice('run', '--as-of', '2026-03-02')).code).toBe(0)
  const { id } = await lastRun()
  const tried = await project.sluice('step', id, 'clean')
  expect(tried).toMatchObject({ code: 0, err: expect.stringContaining('cleaning 3') })
  expect(tried.out).toMatch(/clean alone, on the inputs of run .*: succeeded in .*\n[\s\S]*"rows": 6/)
  expect(tried.out).toMatch(/The output is the same as in the run\./)
  const kept = await project.sluice('step', id, 'clean', '--keep-scratch')
  expect(kept.out).toMatch(/Its files: .*kept-clean-/)
  project.write('broken.txt', '')
  const failed = await project.sluice('step', id, 'clean')
  expect(failed.code).toBe(4)
  expect(failed.out).toMatch(/the source is gone/)
  expect((await project.sluice('step', id, 'send')).err).toMatch(/it changes the outside world/)
  expect((await project.sluice('show', id, '--json')).out).not.toMatch(/the source is gone/)
})
