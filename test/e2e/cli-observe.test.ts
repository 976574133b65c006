import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
// oxlint-disable-next-line no-restricted-imports -- the command is not a public name
import { main } from '../../packages/cli/src/main.ts'
// oxlint-disable-next-line no-restricted-imports -- tools of tests are not public names
import { parseExposition } from '../../packages/engine/src/testing/observe/parse-exposition.ts'
import { emptyFolder, install, type Outcome, type Project } from './cli/project.ts'

const config = `import { defineConfig, openLineage, openTelemetry, pipeline, step } from 'sluice'
import { z } from 'zod'

const report = pipeline('report', {
  params: z.object({}),
  steps: ({ deployment }) => ({
    read: step({
      inputs: {},
      definition: deployment,
      retry: { attempts: 1 },
      run: (_inputs, { log, secret }) => {
        log('reads with ' + secret('env:CRM_KEY'), { rows: 3 })
        if (deployment === 'bolt') throw new Error('refused ' + secret('env:CRM_KEY'))
        return 3
      },
    }),
  }),
})

export default defineConfig({
  observe: [openTelemetry(), openLineage({ file: 'lineage.jsonl' })],
  deployments: [
    report.deploy('acme', { params: {}, schedule: '0 6 * * *' }),
    report.deploy('bolt', { params: {}, schedule: '0 6 * * *' }),
  ],
})
`

const key = 'hunter2-hunter2'
let project: Project
let stop: AbortController
beforeEach(() => {
  project = emptyFolder()
  install(project.folder)
  project.write('sluice.config.ts', config)
  stop = new AbortController()
})
afterEach(() => stop.abort())

/** Runs `sluice`; `onError` sees what is on standard error so far. */
async function sluice(
  args: string,
  options: { readonly now?: string; readonly onError?: (err: string) => void } = {},
): Promise<Outcome> {
  let out = ''
  let err = ''
  const started = Date.now()
  const code = await main(args.split(' '), {
    stdout: { write: text => void (out += text) },
    stderr: {
      write(text) {
        err += text
        options.onError?.(err)
      },
    },
    env: { CRM_KEY: key },
    cwd: project.folder,
    enter: path => process.chdir(path),
    now: () =>
      options.now === undefined ? new Date() : new Date(Date.parse(options.now) + Date.now() - started),
    fetch,
    signal: stop.signal,
    who: 'tester',
  })
  return { code, out, err }
}

type Line = Readonly<Record<string, unknown>>
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Line)

test('run --logs json says on standard error what happens, one object per line, without secrets', async () => {
  const { code, out, err } = await sluice('run --logs json')
  expect(code).toBe(4)
  expect(out).toMatch(/acme/)
  const lines = linesOf(err).filter(({ client }) => client === 'acme')
  expect(
    lines.map(({ event, level, step, attempt, message }) => ({ event, level, step, attempt, message })),
  ).toEqual([
    { event: 'run-started', level: 'info', message: 'the run begins' },
    { event: 'step-started', level: 'info', step: 'read', attempt: 1, message: 'the step begins' },
    { event: 'step-log', level: 'info', step: 'read', attempt: 1, message: 'reads with ‹secret›' },
    { event: 'step-finished', level: 'info', step: 'read', message: 'the step succeeded' },
    { event: 'run-finished', level: 'info', message: 'the run succeeded' },
  ])
  for (const { at, run, pipeline } of lines) {
    expect(String(at)).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
    expect(run).toBe(lines[0]?.['run'])
    expect(pipeline).toBe('report')
  }
  const failed = linesOf(err).find(({ client, event }) => client === 'bolt' && event === 'step-finished')
  expect(failed).toMatchObject({ level: 'error', status: 'failed', code: 'step-failed' })
  expect(String(failed?.['message'])).toContain('refused ‹secret›')
  expect(err).not.toContain(key)
  const lineage = readFileSync(join(project.folder, 'lineage.jsonl'), 'utf8')
  expect(
    linesOf(lineage).map(({ eventType, job }) => `${String(eventType)} ${(job as { name: string }).name}`),
  ).toContain('FAIL bolt.report.read')
  expect(lineage).not.toContain(key)
})

test('scheduler --metrics-port shows what it did, and logs are JSON to the end', async () => {
  await sluice('scheduler --logs json', {
    now: '2026-03-27T05:59:00Z',
    onError: err => void (err.includes('2 schedules') && setTimeout(() => stop.abort(), 100)),
  })
  stop = new AbortController()
  let scraped: Promise<string> | undefined
  const { code, err } = await sluice('scheduler --logs json --metrics-port 0', {
    now: '2026-03-27T06:00:01Z',
    onError(text) {
      const url = /Metrics: (http:\S+\/metrics)/.exec(text)?.[1]
      if (scraped !== undefined || url === undefined || (text.match(/"schedule-ended"/g) ?? []).length < 2) {
        return
      }
      scraped = fetch(url)
        .then(response => response.text())
        .finally(() => stop.abort())
    },
  })
  expect(code).toBe(0)
  const families = parseExposition((await scraped) ?? '')
  const runs = families
    .get('sluice_runs_total')
    ?.samples.map(({ labels }) => `${labels['deployment']} ${labels['status']}`)
  expect(new Set(runs)).toEqual(new Set(['acme succeeded', 'bolt failed']))
  const success = families.get('sluice_last_success_timestamp_seconds')?.samples
  expect(success?.map(({ labels }) => labels['deployment'])).toEqual(['acme'])
  expect(linesOf(err).map(({ event }) => event)).toContain('schedule-ended')
})

test('a port that is taken, a form of logs that is none: nothing starts', async () => {
  const server = createServer()
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const taken = await sluice(`scheduler --metrics-port ${port}`)
  server.close()
  expect(taken.code).not.toBe(0)
  expect(taken.err).toContain('metrics-not-served')
  const open = await sluice('scheduler --metrics-port 0 --metrics-host 0.0.0.0')
  expect(open.err).toContain('SLUICE_METRICS_TOKEN')
  for (const wrong of ['scheduler --metrics-port x', 'run --logs xml']) {
    expect((await sluice(wrong)).code).toBe(2)
  }
})
