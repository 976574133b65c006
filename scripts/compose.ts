// npm run compose: the processes of deploy/compose.yaml on this machine, with the same settings, where no Docker is at hand.
// PostgreSQL and the store are those that the tests start.
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildDashboard } from './build/dashboard.ts'
import { onThisMachine } from './compose/places.ts'
import { servicesOf } from './compose/services.ts'
import { startPostgres } from './postgres/cluster.ts'
import { startS3 } from './s3/server.ts'
import { runCommand } from './verify/stage.ts'

const root = resolve(import.meta.dirname, '..')
const bin = join(root, 'packages/cli/src/bin.ts')
const port = 4600
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort())

await buildDashboard(root)
const folder = await project()
const postgres = await startPostgres(root)
const s3 = await startS3()
const variables = { POSTGRES_PASSWORD: 'here', S3_ACCESS_KEY: 'here', S3_SECRET_KEY: 'here' }
const services = servicesOf(join(root, 'deploy/compose.yaml'), 'sluice:local', variables)
const children = services
  .map(service => onThisMachine(service, { postgres: postgres.url, s3: s3.url, port }))
  .flatMap(service => Array.from({ length: service.replicas }, (_, i) => start(service, i)))
process.stdout.write(
  `\n${children.length} processes; the dashboard is at http://127.0.0.1:${port}. Ctrl-C ends all.\n\n`,
)
await new Promise(done => stopped.signal.addEventListener('abort', done, { once: true }))
for (const child of children) child.kill('SIGTERM')
await Promise.all(children.map(ended))
await postgres.stop()
await s3.stop()

/** What the image has in /sluice/project. */
async function project(): Promise<string> {
  const made = join(root, '.cache/compose-project')
  if (!existsSync(made)) {
    mkdirSync(made, { recursive: true })
    const { ok, output } = await runCommand(root, 'node', ['--conditions=@sluice/source', bin, 'init', made])
    if (!ok) throw new Error(output)
    mkdirSync(join(made, 'node_modules'))
    symlinkSync(join(root, 'packages/cli'), join(made, 'node_modules/sluice'))
    symlinkSync(join(root, 'node_modules/zod'), join(made, 'node_modules/zod'))
  }
  cpSync(join(root, 'deploy/sluice.config.ts'), join(made, 'sluice.config.ts'))
  return made
}

function start(
  { name, command, environment }: ReturnType<typeof servicesOf>[number],
  i: number,
): ChildProcess {
  const child = spawn(process.execPath, ['--conditions=@sluice/source', bin, ...command], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trimEnd().split('\n')) {
        process.stdout.write(`${`${name}-${i + 1}`.padEnd(13)}${line}\n`)
      }
    })
  }
  return child
}

function ended(child: ChildProcess): Promise<unknown> {
  return child.exitCode === null ? new Promise(done => child.once('close', done)) : Promise.resolve()
}
