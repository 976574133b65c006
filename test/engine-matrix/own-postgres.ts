import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../scripts/ports/free-port.ts'
import { giveTo, serverAccount } from '../../scripts/postgres/account.ts'
import { findBinaries } from '../../scripts/postgres/binaries.ts'

/** A PostgreSQL of one test, which may be stopped and started again on the same data. */
export interface OwnPostgres {
  readonly url: string
  start(): Promise<void>
  /** `fast`: as `pg_ctl stop`; `immediate`: as a crash, with recovery at the next start. */
  stop(mode: 'fast' | 'immediate'): Promise<void>
  remove(): Promise<void>
}

/** Makes an empty PostgreSQL, not started yet, whose commits are on disk when they are answered. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const account = serverAccount()
  const folder = mkdtempSync('/tmp/sluice-own-pg-')
  chmodSync(folder, 0o755)
  await giveTo(folder, account)
  const binaries = await findBinaries(resolve(import.meta.dirname, '../..'), folder, account)
  const data = join(folder, 'data')
  const made = spawnSync(
    join(binaries.folder, 'bin/initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...account, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let running: ChildProcess | undefined
  const stop: OwnPostgres['stop'] = async mode => {
    const server = running
    if (server === undefined) return
    running = undefined
    const ended = new Promise(done => server.once('exit', done))
    server.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
    await ended
  }
  return {
    url,
    stop,
    async start() {
      const args = [
        '-D',
        data,
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-k',
        folder,
        '-c',
        'max_connections=40',
      ]
      running = spawn(join(binaries.folder, 'bin/postgres'), args, {
        ...account,
        cwd: folder,
        stdio: 'ignore',
      })
      while (!(await answers(url))) await pause(50)
    },
    async remove() {
      await stop('immediate')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
