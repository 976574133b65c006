import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../ports/free-port.ts'
import { giveTo, serverAccount, type Account } from './account.ts'
import { findBinaries, type Binaries } from './binaries.ts'

/** A PostgreSQL server of our own, alive until `stop` or until this process ends, in whatever way it ends. */
export interface Cluster {
  readonly url: string
  readonly version: string
  stop(): Promise<void>
}

/** Starts an empty PostgreSQL on a free port of the loopback interface; its data lives in a temporary folder. */
export async function startPostgres(root: string): Promise<Cluster> {
  const account = serverAccount()
  const folder = mkdtempSync(join(reachableTmp(account), 'sluice-pg-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  await giveTo(folder, account)
  const binaries = await findBinaries(root, folder, account)
  initialise(binaries, folder, account)
  return serve(binaries, folder, account)
}

function reachableTmp({ uid, gid }: Account): string {
  // The path of a unix socket may have 107 bytes, so a long TMPDIR is no use either.
  const candidates = [tmpdir(), '/tmp', '/var/tmp', '/dev/shm'].filter(path => path.length < 60)
  const found = candidates.find(
    path => spawnSync('/bin/sh', ['-c', 'test -w "$1"', 'sh', path], { uid, gid, cwd: '/' }).status === 0,
  )
  if (found === undefined) {
    throw new Error(`uid ${uid} can write to none of ${candidates.join(', ')}: set TMPDIR to a folder it can`)
  }
  return found
}

function initialise({ folder: binaries }: Binaries, folder: string, { uid, gid }: Account): void {
  // A linguistic default collation, as real servers have: SQL that forgets COLLATE "C" must fail our tests.
  const linguistic = ['--locale-provider=icu', '--icu-locale=en-US']
  const common = [
    '-D',
    join(folder, 'data'),
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
  ]
  const initdb = (extra: readonly string[]) =>
    spawnSync(join(binaries, 'bin/initdb'), [...common, ...extra], {
      uid,
      gid,
      cwd: folder,
      encoding: 'utf8',
      env: { TZ: 'UTC' },
    })
  const first = initdb(linguistic)
  if (first.status === 0) return
  rmSync(join(folder, 'data'), { recursive: true, force: true })
  const second = initdb([])
  if (second.status !== 0) throw new Error(`initdb failed: ${second.stderr || String(second.error)}`)
}

/** Dies with this process: the pipe to its standard input closes even when we are killed with SIGKILL. */
const keeper = `
"$@" </dev/null & pid=$!
read -r _
kill -QUIT "$pid" 2>/dev/null; wait "$pid" 2>/dev/null
cd / && rm -rf "$FOLDER"`

async function serve(binaries: Binaries, folder: string, account: Account): Promise<Cluster> {
  const port = await freePort()
  const fast = [
    'fsync=off',
    'full_page_writes=off',
    'synchronous_commit=off',
    'shared_buffers=64MB',
    'max_connections=60',
  ]
  const args = [
    '-D',
    join(folder, 'data'),
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    '-k',
    folder,
    ...fast.flatMap(set => ['-c', set]),
  ]
  const child = spawn('/bin/sh', ['-c', keeper, 'sh', join(binaries.folder, 'bin/postgres'), ...args], {
    ...account,
    cwd: folder,
    // Away from the terminal's process group: Ctrl-C must reach the tests before it reaches their database.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { FOLDER: folder, PATH: '/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C' },
  })
  await ready(child)
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    version: binaries.version,
    stop: async () => {
      const ended = new Promise(done => child.once('exit', done))
      child.stdin?.end()
      await ended
    },
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let log = ''
    const timer = setTimeout(() => refuse('it did not come up within 30 s'), 30_000)
    const refuse = (why: string) => {
      clearTimeout(timer)
      child.stdin?.end()
      fail(new Error(`PostgreSQL does not start: ${why}\n${log}`))
    }
    const ended = () => refuse('it ended')
    child.once('error', error => refuse(error.message))
    child.once('exit', ended)
    const read = (text: string) => {
      log = (log + text).slice(-10_000)
      if (/ready to accept connections/.test(log)) {
        clearTimeout(timer)
        child.off('exit', ended)
        // From now on a FATAL is only about a connection; its log must still be read away.
        child.stderr?.off('data', read).resume()
        done()
      } else if (/FATAL|PANIC/.test(log)) refuse('see its log')
    }
    child.stderr?.setEncoding('utf8').on('data', read)
  })
}
