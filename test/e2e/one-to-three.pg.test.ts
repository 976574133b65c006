import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { json } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startSluice, type Child } from './cli/child.ts'
import { emptyFolder, install, type Project } from './cli/project.ts'

const clients = ['acme', 'bolt', 'cask']
const rows = 500

/** What the project has beside the configuration that the guide shows. */
const deployments = `
import { pipeline, segment, sql, step } from 'sluice'
import { z } from 'zod'

const scores = pipeline('scores', {
  params: z.object({ platform: z.string() }),
  steps: ({ params: { platform }, deployment }) => {
    const table = step({
      inputs: {},
      definition: { deployment },
      run: (_inputs, { data }) => data.save(sql\`SELECT \${deployment} || '-' || range AS customer, range / 7.0 AS score FROM range(${rows})\`),
    })
    const parts = [0, 1, 2].map(part => step({
      inputs: { table },
      definition: { part },
      run: (inputs, { data }) => data.save(sql\`SELECT * FROM \${data.dataset(inputs.table)} WHERE hash(customer) % 3 = \${part}\`),
    }))
    const to = segment({ url: platform, writeKey: 'env:PLATFORM_KEY' })
    const sent = parts.map(part => step({
      inputs: { part },
      keyed: 'effect',
      definition: to.describe,
      run: ({ part }, context) => to.deliver({ dataset: part, key: 'customer' }, context),
    }))
    const named = (name, steps) => Object.fromEntries(steps.map((one, i) => [name + '-' + i, one]))
    return { table, ...named('part', parts), ...named('sent', sent) }
  },
})

export const deployments = ${JSON.stringify(clients)}.map(client =>
  scores.deploy(client, { params: { platform: process.env.PLATFORM_URL } }),
)
`

interface Message {
  readonly userId: string
  readonly messageId: string
}

/** The platform that gets scores. It keeps what arrives, and never answers the first to come. */
interface Platform {
  readonly url: string
  readonly messages: readonly Message[]
  /** Resolves when the request that gets no answer has come. */
  readonly silent: Promise<void>
  readonly server: Server
}

const children: Child[] = []
const folders: string[] = []
let database: string
let platform: Platform
beforeEach(async () => {
  database = `sluice_e2e_${randomUUID().slice(0, 8)}`
  await ask(given('SLUICE_TEST_POSTGRES'), `CREATE DATABASE ${database}`)
  platform = await openPlatform()
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(children.splice(0).map(({ ended }) => ended))
  platform.server.closeAllConnections()
  platform.server.close()
  await ask(given('SLUICE_TEST_POSTGRES'), `DROP DATABASE ${database} WITH (FORCE)`)
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function given(name: string): string {
  const found = process.env[name]
  if (found === undefined) throw new Error(`${name} is not set: npm test starts the server and sets it`)
  return found
}

async function ask(url: string, statement: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const found = await client.query<Record<string, unknown>>(statement)
  await client.end()
  return found.rows
}

async function openPlatform(): Promise<Platform> {
  const messages: Message[] = []
  const silent = Promise.withResolvers<void>()
  let requests = 0
  const server = createServer((request, response) => {
    void json(request).then(body => {
      messages.push(...(body as { readonly batch: readonly Message[] }).batch)
      if (++requests === 1) return silent.resolve()
      response.end('{"success":true}')
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, messages, silent: silent.promise, server }
}

const own = () => {
  const url = new URL(given('SLUICE_TEST_POSTGRES'))
  url.pathname = `/${database}`
  return url.href
}

/** The configuration that the guide ends with; the bucket is that of the test. */
function guideConfig(): string {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/guide/workers.md'), 'utf8')
  const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)
  const found = blocks.find(code => code.includes('s3://my-bucket/sluice'))
  if (found === undefined) throw new Error('the guide shows no configuration with a bucket')
  return found
}

/** A machine of its own: nothing on its disk but the project. */
function machine(): Project {
  const project = emptyFolder()
  folders.push(project.folder)
  install(project.folder)
  project.write('sluice.config.ts', guideConfig())
  project.edit('sluice.config.ts', /^/, `import { deployments } from './deployments.ts'\n`)
  project.edit('sluice.config.ts', 'deployments: []', 'deployments')
  const { pathname } = new URL(given('SLUICE_TEST_S3'))
  project.edit('sluice.config.ts', 's3://my-bucket/sluice', `s3:/${pathname}/${database}`)
  project.write('deployments.ts', deployments)
  return project
}

function start(...args: readonly string[]): Child {
  const { username, password, origin } = new URL(given('SLUICE_TEST_S3'))
  const child = startSluice(args, {
    cwd: machine().folder,
    env: {
      DATABASE_URL: own(),
      AWS_ACCESS_KEY_ID: username,
      AWS_SECRET_ACCESS_KEY: password,
      AWS_ENDPOINT_URL_S3: origin,
      PLATFORM_URL: platform.url,
      PLATFORM_KEY: 'a-key',
    },
  })
  children.push(child)
  return child
}

/** The worker that waits for the platform's answer, by what the journal says. */
async function delivering(workers: readonly Child[]): Promise<Child> {
  const names = await ask(
    own(),
    `SELECT c.worker FROM sluice.carried_steps c JOIN sluice.steps s ON s.run = c.run AND s.name = c.name
     WHERE s.name LIKE 'sent%' AND s.status = 'running'`,
  )
  const found = workers.find(({ pid }) => names.some(({ worker }) => String(worker).includes(`-${pid}-`)))
  if (found === undefined) throw new Error(`no worker delivers: ${JSON.stringify(names)}`)
  return found
}

test('three machines of the guide share a database and a bucket; one is killed while it delivers; every row arrives once', async () => {
  const workers = [0, 1].map(() => start('worker', '--concurrency', '2'))
  const run = start('run', '--as-of', '2026-03-02', '--json')
  await platform.silent
  // The others have ended what they can: only one waits for an answer that does not come.
  await pause(3_000)
  const killed = await delivering(workers)
  killed.kill('SIGKILL')
  const died = performance.now()
  const { code, out, err } = await run.ended
  expect([code, err]).toEqual([0, expect.stringMatching(/cask scores sent-2 succeeded/)])
  expect((performance.now() - died) / 1000).toBeLessThan(20)
  const { runs } = JSON.parse(out) as { readonly runs: readonly { readonly status: string }[] }
  expect(runs.map(({ status }) => status)).toEqual(clients.map(() => 'succeeded'))
  // The platform takes a message with an id that it has for the same one.
  const ids = new Map(platform.messages.map(({ messageId, userId }) => [messageId, userId]))
  const arrived = [...ids.values()].toSorted()
  const wanted = clients.flatMap(client => Array.from({ length: rows }, (_, i) => `${client}-${i}`))
  expect(arrived).toEqual(wanted.toSorted())
  // The one that was killed had sent rows, so they came again; nothing else did.
  expect(platform.messages.length).toBeGreaterThan(ids.size)
  const survivor = workers.find(worker => worker !== killed)
  survivor?.kill('SIGTERM')
  expect((await survivor?.ended)?.code).toBe(0)
  const entries = await ask(own(), `SELECT status, count(*)::integer AS rows FROM sluice.ledger GROUP BY 1`)
  expect(entries).toEqual([{ status: 'acknowledged', rows: clients.length * rows }])
}, 90_000)
