import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Run } from '@sluice/server'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../scripts/ports/free-port.ts'
import { onThisMachine } from '../../scripts/compose/places.ts'
import { servicesOf, type Service } from '../../scripts/compose/services.ts'
import { startSluice, type Child } from './cli/child.ts'
import { emptyFolder, install, type Project } from './cli/project.ts'

/** The settings of the image's project, over a pipeline whose steps take long enough to be interrupted. */
const config = `
import { defineConfig, env, pipeline, step } from 'sluice'
import { z } from 'zod'
import { setTimeout as pause } from 'node:timers/promises'

const slow = pipeline('slow', {
  params: z.object({}),
  steps: () => {
    const first = step({ inputs: {}, run: async () => { await pause(1200); return 1 } })
    const left = step({ inputs: { first }, run: async ({ first }) => { await pause(1200); return first + 1 } })
    const right = step({ inputs: { first }, run: async ({ first }) => { await pause(1200); return first + 2 } })
    const sum = step({ inputs: { left, right }, run: async ({ left, right }) => left + right })
    return { first, left, right, sum }
  },
})
export default defineConfig({
  deployments: [slow.deploy('acme', { params: {} })],
  database: env('DATABASE_URL'),
  store: process.env.SLUICE_STORE,
  executor: 'postgres',
  server: { openOnLoopback: false },
})
`

const compose = resolve(import.meta.dirname, '../../deploy/compose.yaml')
const name = `sluice_compose_${randomUUID().slice(0, 8)}`
const variables = { POSTGRES_PASSWORD: 'x', S3_ACCESS_KEY: 'x', S3_SECRET_KEY: 'x' }
const children: Child[] = []
let project: Project
let services: readonly Service[]
let url: string
let token: string

beforeAll(async () => {
  await onServer(`CREATE DATABASE ${name}`)
  const postgres = new URL(setting('SLUICE_TEST_POSTGRES'))
  postgres.pathname = `/${name}`
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  services = servicesOf(compose, 'sluice:local', variables).map(service =>
    onThisMachine(service, { postgres: postgres.href, s3: setting('SLUICE_TEST_S3'), port }),
  )
  project = emptyFolder()
  install(project.folder)
  project.write('sluice.config.ts', config)
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(children.map(({ ended }) => ended))
  await onServer(`DROP DATABASE ${name} WITH (FORCE)`)
  rmSync(project.folder, { recursive: true, force: true })
})

test('a run goes on while server and a worker of the compose file are stopped, and each step is done once', async () => {
  const refused = await start('server').ended
  expect(refused).toMatchObject({ err: expect.stringContaining('sluice token create') as string })
  token = (await start('server', ['token', 'create', '--name', 'ci', '--role', 'operator']).ended).out.trim()

  const server = start('server')
  const [scheduler, first, second] = [start('scheduler'), start('worker'), start('worker')]
  await Promise.all([isReady(), first.saw(/works/), second.saw(/works/)])
  expect((await fetch(`${url}/v1/runs`)).status).toBe(401)

  const { run } = await asked<{ readonly run: string }>('POST', '/v1/runs', {
    pipeline: 'slow',
    deployment: 'acme',
    asOf: '2026-03-02',
  })
  const running = await until(run, ({ steps }) => steps.some(({ status }) => status === 'running'))
  expect(running.status).toBe('running')
  server.kill('SIGTERM')
  first.kill('SIGTERM')
  expect((await server.ended).code).toBe(0)
  expect((await first.ended).code).toBe(0)

  const next = start('server')
  await isReady()
  const ended = await until(run, ({ status }) => status !== 'running')
  expect([ended.status, ended.steps.map(({ attempts }) => attempts)]).toEqual(['succeeded', [1, 1, 1, 1]])
  expect(ended.steps.find(step => step.name === 'sum')?.output?.json).toBe(5)

  for (const child of [next, scheduler, second]) child.kill('SIGTERM')
  const ends = await Promise.all([next, scheduler, second].map(child => child.ended))
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0])
})

/** A process of the compose file, or another command with its settings. */
function start(service: string, command?: readonly string[]): Child {
  const found = services.find(known => known.name === service)
  if (found === undefined) throw new Error(`${compose} has no service ${service}`)
  const child = startSluice(command ?? found.command, { cwd: project.folder, env: found.environment })
  children.push(child)
  return child
}

async function isReady(): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok === true) return
    await pause(100)
  }
}

async function asked<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  }
  const answer = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) ?? null })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return JSON.parse(text) as T
}

async function until(run: string, is: (run: Run) => boolean): Promise<Run> {
  for (;;) {
    const found = await asked<Run>('GET', `/v1/runs/${run}`)
    if (is(found)) return found
    await pause(150)
  }
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: setting('SLUICE_TEST_POSTGRES') })
  await client.connect()
  await client.query(statement)
  await client.end()
}

function setting(variable: string): string {
  const found = process.env[variable]
  if (found === undefined) throw new Error(`${variable} is not set: npm test sets it`)
  return found
}
