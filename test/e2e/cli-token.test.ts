import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { install, projectIn, type Outcome, type Project } from './cli/project.ts'

const config = `import { defineConfig, pipeline } from 'sluice'
import { z } from 'zod'

const nothing = pipeline('nothing', { params: z.object({}), steps: () => ({}) })

export default defineConfig({
  deployments: ['acme', 'bravo'].map(name => nothing.deploy(name, { params: {} })),
  server: SERVER,
})
`

let project: Project
beforeEach(() => {
  project = projectIn(mkdtempSync(join(tmpdir(), 'sluice-token-')))
  install(project.folder)
  project.write('sluice.config.ts', config.replace('SERVER', '{}'))
})
afterEach(() => {
  // A command makes the project its working folder, and modules that are loaded later need one that is there.
  process.chdir(tmpdir())
  rmSync(project.folder, { recursive: true })
})

const token = (...args: readonly string[]): Promise<Outcome> => project.sluice('token', ...args)

test('a token is printed once, listed without its text, and revoked', async () => {
  const made = await token(
    'create',
    '--name',
    'bidder',
    '--role',
    'viewer',
    '--client',
    'acme',
    '--expires',
    '90d',
  )
  expect(made.code).toBe(0)
  expect(made.out).toMatch(/^sluice_[0-9a-f]{64}\n$/)
  const id = made.out.slice(7, 15)
  expect(made.err).toContain(`Token "bidder" (${id}): viewer, acme, until 2026-05-31`)
  const listed = await token('list')
  expect(listed.out).toMatch(new RegExp(`${id} +bidder +viewer +acme +valid +2026-05-31 .* never `))
  expect(listed.out).not.toContain(made.out.slice(15).trim())
  expect((await token('revoke', id)).out).toContain(`revoked bidder (${id})`)
  const { tokens } = JSON.parse((await token('list', '--json')).out) as { readonly tokens: readonly object[] }
  expect(tokens).toMatchObject([{ id, name: 'bidder', role: 'viewer', clients: ['acme'], state: 'revoked' }])
  expect(tokens[0]).not.toHaveProperty('hash')
})

test('with --json there is one value on standard output', async () => {
  const { out } = await token('create', '--name', 'all of it', '--role', 'admin', '--json')
  expect(JSON.parse(out)).toMatchObject({
    text: expect.stringMatching(/^sluice_/),
    token: { name: 'all of it', role: 'admin', clients: 'all', state: 'valid' },
  })
})

test.each([
  [
    ['create', '--name', 'x', '--role', 'root'],
    '--role "root" is not a role. There are: viewer, operator, admin',
  ],
  [
    ['create', '--name', 'x', '--role', 'viewer', '--client', 'acmee'],
    '--client "acmee" is not a client. There are: acme, bravo',
  ],
  [['create', '--name', 'x', '--role', 'viewer', '--expires', 'soon'], '--expires "soon" is not an end'],
  [
    ['create', '--name', 'x', '--role', 'viewer', '--expires', '2020-01-01'],
    'would have expired at 2020-01-01T00:00:00.000Z already',
  ],
  [['create', '--name', ' ', '--role', 'viewer'], 'is not a name of a token'],
  [['create', '--role', 'viewer'], "required option '--name <name>'"],
  [['revoke', '00000000'], 'there is no token "00000000". List them: sluice token list'],
])('%j is refused', async (args, said) => {
  const { code, err, out } = await token(...args)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(said)
  expect((await token('list')).out).toContain('No tokens yet. Make one: sluice token create')
})

test('a server that others reach does not start before there is a token', async () => {
  const { code, err } = await project.sluice(
    'serve',
    '--host',
    '0.0.0.0',
    '--port',
    '0',
    '--no-scheduler',
    '--no-worker',
  )
  expect(code).toBe(2)
  expect(err).toContain('the server would listen on 0.0.0.0')
  expect(err).toContain('sluice token create --name me --role admin')
})

test('settings of the server that cannot be are named', async () => {
  const server = `{ oidc: { issuer: 'http://login.example', clientId: 'x', clientSecret: 'hunter2', roles: { claim: 'groups' }, clients: 'all' } }`
  project.write('sluice.config.ts', config.replace('SERVER', server))
  const { code, err } = await token('list')
  expect(code).toBe(2)
  expect(err).toContain('server.oidc needs server.publicUrl')
  expect(err).not.toContain('hunter2')
})
