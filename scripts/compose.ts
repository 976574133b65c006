// npm run compose: the processes of deploy/compose.yaml on this machine, with the same settings, where no Docker is at hand.
// PostgreSQL and the store are those that the tests start.
import { spawn, type ChildProcess } from 'node:child_process'
import { join, resolve } from 'node:path'
import { buildDashboard } from './build/dashboard.ts'
import { onThisMachine } from './compose/places.ts'
import { imageProject } from './compose/project.ts'
import { servicesOf, type Service } from './compose/services.ts'
import { startPostgres } from './postgres/cluster.ts'
import { startS3 } from './s3/server.ts'

const root = resolve(import.meta.dirname, '..')
const port = 4747
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort())

await buildDashboard(root)
const folder = await imageProject(root)
const postgres = await startPostgres(root)
const s3 = await startS3()
const variables = { POSTGRES_PASSWORD: 'here', S3_ACCESS_KEY: 'here', S3_SECRET_KEY: 'here' }
const services = servicesOf(join(root, 'deploy/compose.yaml'), 'sluice:local', variables).map(service =>
  onThisMachine(service, { postgres: postgres.url, s3: s3.url, port }),
)
await ended(started(services[0], ['token', 'create', '--name', 'me', '--role', 'admin'], 'token'))
const children = services.flatMap(service =>
  Array.from({ length: service.replicas }, (_, i) =>
    started(service, service.command, `${service.name}-${i + 1}`),
  ),
)
process.stdout.write(
  `\n${children.length} processes; the dashboard is at http://127.0.0.1:${port}. Ctrl-C ends all.\n\n`,
)
await new Promise(done => stopped.signal.addEventListener('abort', done, { once: true }))
for (const child of children) child.kill('SIGTERM')
await Promise.all(children.map(ended))
await postgres.stop()
await s3.stop()

function started(service: Service | undefined, command: readonly string[], name: string): ChildProcess {
  const bin = join(root, 'packages/cli/src/bin.ts')
  const child = spawn(process.execPath, ['--conditions=@sluice/source', bin, ...command], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...service?.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trimEnd().split('\n')) process.stdout.write(`${name.padEnd(13)}${line}\n`)
    })
  }
  return child
}

function ended(child: ChildProcess): Promise<unknown> {
  return child.exitCode === null ? new Promise(done => child.once('close', done)) : Promise.resolve()
}
