import { resolve } from 'node:path'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { buildDashboard } from '../../scripts/build/dashboard.ts'
import { startSluice, type Child } from './cli/child.ts'
import { newProject, type Project } from './cli/project.ts'

// The pages that `sluice serve` finds are those of this repository.
beforeAll(() => buildDashboard(resolve(import.meta.dirname, '../..')))

let project: Project
beforeEach(async () => {
  project = await newProject()
})

/** The address that a server printed last. */
async function addressOf(child: Child, times = 1): Promise<string> {
  await child.saw(new RegExp(`(Dashboard: http\\S+[\\s\\S]*){${times}}`))
  return /.*Dashboard: (http\S+)/s.exec(child.printed())?.[1] ?? ''
}

async function pipelinesAt(url: string): Promise<readonly string[]> {
  const answer = await fetch(`${url}/v1/deployments`)
  const { items } = (await answer.json()) as { readonly items: readonly { readonly pipeline: string }[] }
  return items.map(({ pipeline }) => pipeline)
}

test('serve answers until it is stopped, and leaves a journal that the next command reads', async () => {
  const child = startSluice(['serve', '--port', '0'], { cwd: project.folder })
  const url = await addressOf(child)
  const status = async (path: string) => (await fetch(`${url}${path}`)).status
  expect(
    await Promise.all(['/healthz', '/readyz', '/v1/overview', '/openapi.json', '/'].map(status)),
  ).toEqual([200, 200, 200, 200, 200])
  expect(await pipelinesAt(url)).toContain('propensity.refresh')
  child.kill('SIGTERM')
  const { code, err } = await child.ended
  expect([code, err]).toEqual([0, expect.not.stringMatching(/error/i)])
  await expect(fetch(`${url}/healthz`)).rejects.toThrow(/fetch failed/)
  expect((await project.sluice('runs')).code).toBe(0)
})

test('a run that is started over HTTP goes on when the server is stopped meanwhile', async () => {
  const child = startSluice(['serve', '--port', '0'], { cwd: project.folder })
  const url = await addressOf(child)
  const answer = await fetch(`${url}/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      pipeline: 'propensity.train',
      deployment: 'demo',
      asOf: '2026-03-02',
      why: 'test',
    }),
  })
  expect([answer.status, await answer.text()]).toMatchObject([200, expect.stringContaining('has started')])
  child.kill('SIGTERM')
  expect((await child.ended).code).toBe(0)
  const runs = await project.sluice('runs')
  expect(runs.out).toMatch(/Demo shop +propensity\.train +2026-03-02 +(succeeded|cancelled|interrupted)/)
  const resumed = await project.sluice('resume')
  expect([resumed.code, resumed.err]).toEqual([0, expect.anything()])
  expect((await project.sluice('runs')).out).toMatch(/Demo shop +propensity\.train +2026-03-02 +succeeded/)
})

test('others than this machine are not served while nobody can say who they are', async () => {
  const { code, err } = await startSluice(['serve', '--port', '0', '--host', '0.0.0.0'], {
    cwd: project.folder,
  }).ended
  expect([code, err]).toEqual([2, expect.stringMatching(/0\.0\.0\.0[\s\S]*sluice token create/)])
})

test('a port that somebody has is said, and the process ends', async () => {
  const first = startSluice(['serve', '--port', '0', '--no-scheduler'], { cwd: project.folder })
  const port = new URL(await addressOf(first)).port
  const { code, err } = await startSluice(['serve', '--port', port], { cwd: project.folder }).ended
  first.kill('SIGTERM')
  expect([code, err]).toEqual([4, expect.stringMatching(new RegExp(port))])
  await first.ended
})

test.each([
  [['serve', '--port', 'x'], /--port "x" is not a port/],
  [['serve', '--logs', 'xml'], /--logs "xml"/],
])('%j is refused', async (args, said) => {
  const { code, err } = await project.sluice(...args)
  expect([code, err]).toEqual([2, expect.stringMatching(said)])
})

test('dev serves a change that is whole, and goes on when it is broken', async () => {
  const child = startSluice(['dev', '--port', '0', '--no-scheduler'], { cwd: project.folder })
  try {
    const url = await addressOf(child)
    expect(await pipelinesAt(url)).toEqual(expect.arrayContaining(['propensity.refresh']))
    project.edit('sluice.config.ts', 'export default', 'export default (')
    await child.saw(/sluice\.config\.ts has changed; what was served before goes on/)
    expect(await pipelinesAt(url)).toContain('propensity.refresh')
    project.edit('sluice.config.ts', 'export default (', '// changed\nexport default')
    const again = await addressOf(child, 2)
    expect(await pipelinesAt(again)).toContain('propensity.refresh')
  } finally {
    child.kill('SIGTERM')
  }
  expect((await child.ended).code).toBe(0)
})
