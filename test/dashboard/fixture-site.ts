import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const dashboard = join(root, 'packages/dashboard')

/** The dashboard as it is built, on a server of made-up data with the policy of the real one. */
export interface FixtureSite {
  readonly url: string
  close(): Promise<void>
}

/** Builds the dashboard and serves it for so many clients and weeks. */
export async function openFixtureSite(clients: number, weeks: number): Promise<FixtureSite> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-dashboard-'))
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const build = [vite, 'build', dashboard, '--outDir', folder, '--logLevel', 'error']
  await ended(spawn(process.execPath, build, { env: { ...process.env, NODE_ENV: 'production' } }))
  const args = [
    '--conditions=@sluice/source',
    join(dashboard, 'dev/serve.ts'),
    '0',
    `${clients}`,
    `${weeks}`,
    folder,
  ]
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = (await once(server.stdout, 'data')) as [Buffer]
  return {
    url: said.toString().trim(),
    close: async () => {
      server.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function ended(child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()))
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`vite build ended with ${code}: ${said}`)
}
