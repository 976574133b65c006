import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
// oxlint-disable-next-line no-restricted-imports -- the command is not a public name
import { main } from '../../packages/cli/src/main.ts'
// oxlint-disable-next-line no-restricted-imports -- tools of tests are not public names
import { parseExposition } from '../../packages/engine/src/testing/observe/parse-exposition.ts'
import { emptyFolder, install, type Outcome, type Project } from './cli/project.ts'

const config = `import { defineConfig, env, pipeline, step } from 'sluice'
import { z } from 'zod'

const report = pipeline('report', {
  params: z.object({}),
  steps: () => {
    const read = step({ inputs: {}, run: (_inputs, { log }) => (log('reads'), 3) })
    return { read, twice: step({ inputs: { read }, run: ({ read }) => 2 * read }) }
  },
})

export default defineConfig({
  deployments: [report.deploy('acme', { params: {} })],
  database: env('DATABASE_URL'),
  executor: 'postgres',
})
`

let name: string
let url: string
let project: Project
const stops: AbortController[] = []

beforeEach(async () => {
  name = `sluice_e2e_${randomUUID().slice(0, 8)}`
  await onServer(`CREATE DATABASE ${name}`)
  const own = new URL(serverUrl())
  own.pathname = `/${name}`
  url = own.href
  project = emptyFolder()
  install(project.folder)
  project.write('sluice.config.ts', config)
})
afterEach(async () => {
  for (const stop of stops.splice(0)) stop.abort()
  await onServer(`DROP DATABASE ${name} WITH (FORCE)`)
})

function serverUrl(): string {
  const found = process.env['SLUICE_TEST_POSTGRES']
  if (found === undefined) throw new Error('SLUICE_TEST_POSTGRES is not set: npm test sets it')
  return found
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() })
  await client.connect()
  await client.query(statement)
  await client.end()
}

/** Runs `sluice`; what it has said on standard error so far goes to `onError`. */
async function sluice(
  args: string,
  stop: AbortController,
  onError: (err: string) => void = () => undefined,
): Promise<Outcome> {
  stops.push(stop)
  let out = ''
  let err = ''
  const code = await main(args.split(' '), {
    stdout: { write: text => void (out += text) },
    stderr: {
      write(text) {
        err += text
        onError(err)
      },
    },
    env: { DATABASE_URL: url },
    cwd: project.folder,
    enter: path => process.chdir(path),
    now: () => new Date(),
    fetch,
    signal: stop.signal,
    who: 'tester',
  })
  return { code, out, err }
}

const eventsIn = (err: string) =>
  err
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Readonly<Record<string, unknown>>)
    .filter(({ client }) => client === 'acme')
    .map(({ event, step }) => [event, step].filter(part => part !== undefined).join(' '))

test('a worker shows the figures of its steps, and says what it does in JSON', async () => {
  const { promise: metrics, resolve: found } = Promise.withResolvers<string>()
  const stop = new AbortController()
  const working = sluice('worker --metrics-port 0 --logs json', stop, err => {
    const place = /Metrics: (http:\S+\/metrics)/.exec(err)?.[1]
    if (place !== undefined) found(place)
  })
  const place = await metrics
  const ran = await sluice('run --logs json', new AbortController())
  expect(ran.code).toBe(0)
  // The worker says that a step has ended just after that is in the journal.
  const scrape = async () => parseExposition(await (await fetch(place)).text())
  const steps = async () =>
    (await scrape())
      .get('sluice_steps_total')
      ?.samples.map(({ labels, value }) => [labels['step'], labels['status'], value])
  await expect.poll(steps).toEqual([
    ['read', 'succeeded', 1],
    ['twice', 'succeeded', 1],
  ])
  // Who started the run counts it.
  expect((await scrape()).has('sluice_runs_total')).toBe(false)
  stop.abort()
  const worked = await working
  expect(worked.code).toBe(0)
  const ofSteps = ['read', 'twice'].flatMap(step => [`step-started ${step}`, `step-finished ${step}`])
  expect(eventsIn(worked.err).filter(event => event !== 'step-log read')).toEqual(ofSteps)
  expect(eventsIn(worked.err)).toContain('step-log read')
  expect(eventsIn(ran.err)).toEqual(['run-started', ...eventsIn(worked.err), 'run-finished'])
  await expect(fetch(place)).rejects.toThrow('fetch failed')
})
