import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startSluice, type Child } from './cli/child.ts'
import { emptyFolder, install, type Project } from './cli/project.ts'

/** A table that one step makes and others read, wherever they run. */
const config = (store: string) => `
import { defineConfig, env, pipeline, sql, step } from 'sluice'
import { z } from 'zod'

const sums = pipeline('sums', {
  params: z.object({ rows: z.number() }),
  steps: ({ params: { rows } }) => {
    const numbers = step({
      inputs: {},
      definition: { rows },
      run: (_inputs, { data }) => data.save(sql\`SELECT range::DOUBLE AS x FROM range(\${rows})\`),
    })
    const parts = [0, 1, 2, 3].map(rest =>
      step({
        inputs: { numbers },
        definition: { rest },
        run: async ({ numbers }, { data }) =>
          (await data.rows(sql\`SELECT sum(x) AS total FROM \${data.dataset(numbers)} WHERE x % 4 = \${rest}\`))[0].total,
      }),
    )
    const total = step({ inputs: { parts }, run: ({ parts }) => parts.reduce((a, b) => a + b, 0) })
    return { numbers, ...Object.fromEntries(parts.map((part, i) => ['part-' + i, part])), total }
  },
})
export default defineConfig({
  deployments: ['acme', 'bolt'].map(client => sums.deploy(client, { params: { rows: client === 'acme' ? 1000 : 2000 } })),
  database: env('DATABASE_URL'),
  store: ${JSON.stringify(store)},
  executor: 'postgres',
})
`

let name: string
let url: string
let store: string
let storeEnv: Readonly<Record<string, string>>
const children: Child[] = []
const folders: string[] = []

beforeEach(async () => {
  name = `sluice_e2e_${randomUUID().slice(0, 8)}`
  await onServer(`CREATE DATABASE ${name}`)
  const own = new URL(serverUrl())
  own.pathname = `/${name}`
  url = own.href
  store = mkdtempSync(join(tmpdir(), 'sluice-e2e-store-'))
  folders.push(store)
  storeEnv = {}
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(children.splice(0).map(({ ended }) => ended))
  await onServer(`DROP DATABASE ${name} WITH (FORCE)`)
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A prefix of its own on the server of S3. */
function useBucket(): void {
  const found = process.env['SLUICE_TEST_S3']
  if (found === undefined) {
    throw new Error('SLUICE_TEST_S3 is not set: npm test starts a server of S3 and sets it')
  }
  const { username, password, origin, pathname } = new URL(found)
  store = `s3:/${pathname}/${name}`
  storeEnv = {
    AWS_ACCESS_KEY_ID: username,
    AWS_SECRET_ACCESS_KEY: password,
    AWS_ENDPOINT_URL_S3: origin,
  }
}

function serverUrl(): string {
  const found = process.env['SLUICE_TEST_POSTGRES']
  if (found === undefined) {
    throw new Error('SLUICE_TEST_POSTGRES is not set: npm test starts a PostgreSQL and sets it')
  }
  return found
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() })
  await client.connect()
  await client.query(statement)
  await client.end()
}

/** A machine: the project in a folder that nothing else uses. */
function machine(): Project {
  const project = emptyFolder()
  folders.push(project.folder)
  install(project.folder)
  project.write('sluice.config.ts', config(store))
  return project
}

function start(args: readonly string[], { folder: cwd }: Project): Child {
  const child = startSluice(args, { cwd, env: { DATABASE_URL: url, ...storeEnv } })
  children.push(child)
  return child
}

test.each(['a folder', 'S3'])(
  'three machines that begin at once on an empty database and share %s: two work, one asks and sees',
  async place => {
    if (place === 'S3') useBucket()
    const workers = [machine(), machine()].map(project => start(['worker', '--concurrency', '2'], project))
    const asking = machine()
    const run = start(['run', '--as-of', '2026-03-02', '--json'], asking)
    const { code, out, err } = await run.ended
    expect([code, err]).toEqual([0, expect.stringContaining('acme sums total succeeded')])
    const { runs } = JSON.parse(out) as {
      readonly runs: readonly {
        readonly deployment: string
        readonly steps: readonly { name: string; output: unknown }[]
      }[]
    }
    expect(
      runs.map(({ deployment, steps }) => [deployment, steps.find(step => step.name === 'total')?.output]),
    ).toEqual([
      ['acme', 499_500],
      ['bolt', 1_999_000],
    ])
    const listed = await start(['runs'], machine()).ended
    expect(listed.out).toMatch(/acme +sums +2026-03-02 +succeeded/)
    const freed = await start(['gc', '--keep-days', '0', '--dry-run'], machine()).ended
    expect(freed).toMatchObject({ code: 0, out: expect.stringMatching(/^Nothing to free\./) as string })
    for (const worker of workers) worker.kill('SIGTERM')
    const ends = await Promise.all(workers.map(({ ended }) => ended))
    expect(ends.map(end => end.code)).toEqual([0, 0])
    // Both worked, and neither said more than what happened.
    expect(ends.every(end => /succeeded|memoised/.test(end.err) && !/Error|Warning/.test(end.err))).toBe(true)
  },
)

test('Ctrl-C while workers work cancels the run; they stop, and run goes on', async () => {
  const project = machine()
  const run = start(['run', '--as-of', '2026-03-02', '-d', 'acme'], project)
  await run.saw(/acme sums starts/)
  run.kill('SIGINT')
  expect((await run.ended).code).toBe(130)
  const worker = start(['worker'], machine())
  const again = await start(['run', '--as-of', '2026-03-02', '-d', 'acme'], project).ended
  expect([again.code, again.err]).toEqual([0, expect.stringContaining('acme sums continues')])
  worker.kill('SIGTERM')
  expect((await worker.ended).code).toBe(0)
})

test.each([
  ['no database', { DATABASE_URL: '' }, /DATABASE_URL is not set/],
  ['not a URL', { DATABASE_URL: 'hunter2hunter2' }, /is not a URL/],
  ['a wrong port', { DATABASE_URL: 'postgres://ann:hunter2hunter2@127.0.0.1:1/x' }, /cannot be reached/],
])('%s: the command says what to do, without the password', async (_name, env, message) => {
  const child = startSluice(['runs'], { cwd: machine().folder, env })
  children.push(child)
  const { code, err } = await child.ended
  expect([code === 0, err]).toEqual([false, expect.stringMatching(message)])
  expect(err).not.toContain('hunter2')
})
