// Makes `npm run …` work straight after `git clone`: installs the dependencies when they are not there or not those of
// package-lock.json, then runs the given script with the repository's own Node. Plain JavaScript, because the machine's
// Node may be older than 22. Everything it says goes to stderr: stdout belongs to the script.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const modules = join(root, 'node_modules')
const stampFile = join(modules, '.sluice-ready.json')
const lockFile = join(root, '.cache/install.lock')
const nodeFlags = ['--conditions=@sluice/source', '--disable-warning=ExperimentalWarning']
const oldestNode = 20
const ownNode = 24
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']

class Stop extends Error {}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Stop)) throw error
  say(error.message)
  process.exitCode = 1
}

async function main([script, ...args]) {
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    throw new Stop(
      `Node ${process.versions.node} is too old: install Node ${oldestNode} or newer, then run this again.`,
    )
  }
  if (script === undefined) throw new Stop('usage: node scripts/bootstrap.mjs <script> [arguments]')
  const node = readyNode() ?? (await prepare())
  return run(node, [...nodeFlags, resolve(root, script), ...args])
}

/** The Node to use, when everything was prepared for this very package-lock.json. */
function readyNode() {
  const stamp = readJson(stampFile)
  return stamp?.lock === lockDigest() && existsSync(stamp.node) ? stamp.node : undefined
}

async function prepare() {
  const release = await takeLock()
  const dropLock = () => release()
  process.once('exit', dropLock)
  try {
    const ready = readyNode()
    if (ready !== undefined) return ready
    if (!modulesMatchLock()) await installModules()
    const node = workingNode() ?? (await repairNode())
    writeFileSync(stampFile, `${JSON.stringify({ lock: lockDigest(), node })}\n`)
    return node
  } finally {
    process.off('exit', dropLock)
    release()
  }
}

async function installModules() {
  say('Installing dependencies (only the first time and when package-lock.json changed; about 20 s) …')
  const started = Date.now()
  const { code, log } = await npm('ci', '--include=dev', '--include=optional')
  if (code !== 0) throw new Stop(installFailed(log))
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`)
}

function installFailed(log) {
  const unreachable =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/.test(log)
  const advice = unreachable
    ? 'The npm registry cannot be reached: check the network and `npm config get registry`, then run this again.'
    : 'Installing the dependencies failed; the log of npm is above.'
  return `${log.trimEnd()}\n\n${advice}`
}

/** True when node_modules holds what package-lock.json says; npm writes its own copy of the lock at the end of an install. */
function modulesMatchLock() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages ?? {}
  const present = readJson(join(modules, '.package-lock.json'))?.packages
  if (present === undefined) return false
  return Object.entries(wanted).every(([path, { version, optional, devOptional, link }]) => {
    if (!path.startsWith('node_modules/')) return true
    const found = present[path]
    if (found === undefined) return optional === true || devOptional === true
    return link === true ? existsSync(join(root, path)) : found.version === version
  })
}

function workingNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const candidates = [
    join(modules, 'node/bin', name),
    join(root, '.cache/node/node_modules', nodePackage(), 'bin', name),
    process.execPath,
  ]
  return candidates.find(candidate => {
    const { stdout } = spawnSync(candidate, ['--version'], { encoding: 'utf8' })
    return stdout?.startsWith(`v${ownNode}.`) === true
  })
}

/** npm may have refused the install script of `node`, which fetches the binary: fetch it another way. */
async function repairNode() {
  const version = readJson(join(modules, 'node/package.json'))?.version ?? String(ownNode)
  say(`Fetching Node ${version} …`)
  await npm('rebuild', 'node', '--ignore-scripts=false')
  const rebuilt = workingNode()
  if (rebuilt !== undefined) return rebuilt
  const folder = join(root, '.cache/node')
  mkdirSync(folder, { recursive: true })
  const { log } = await npm(
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--no-package-lock',
    `${nodePackage()}@${version}`,
  )
  const fetched = workingNode()
  if (fetched === undefined) {
    throw new Stop(
      `${log.trimEnd()}\n\nNode ${version} for ${process.platform}-${process.arch} cannot be had from npm: put a Node ${ownNode} on the PATH, then run this again.`,
    )
  }
  return fetched
}

function nodePackage() {
  if (process.platform === 'win32') return `node-win-${process.arch}`
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  return `${prefix}-${process.platform}-${process.arch}`
}

/** Runs npm quietly; its output is returned, not shown. */
function npm(...args) {
  const inNpm = process.env.npm_execpath?.endsWith('.js') === true
  const [command, first] = inNpm ? [process.execPath, [process.env.npm_execpath]] : ['npm', []]
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--engine-strict=false']
  return new Promise((done, fail) => {
    const child = spawn(command, [...first, ...args, ...quiet], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: !inNpm && process.platform === 'win32',
      env: { ...process.env, NODE_ENV: '' },
    })
    const stop = signal => {
      child.kill('SIGTERM')
      process.exitCode = 128 + constants.signals[signal]
      process.exit()
    }
    for (const signal of forwarded) process.once(signal, stop)
    let log = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', text => (log += text))
    }
    child.once('error', error => {
      fail(
        error.code === 'ENOENT'
          ? new Stop('npm is not on the PATH: install Node with npm, then run this again.')
          : error,
      )
    })
    child.once('close', code => {
      for (const signal of forwarded) process.off(signal, stop)
      done({ code, log })
    })
  })
}

/** One process installs at a time; another waits for it and then finds everything done. */
async function takeLock() {
  mkdirSync(join(root, '.cache'), { recursive: true })
  const mine = String(process.pid)
  for (let waited = false; ; waited = true) {
    if (createLock(mine)) {
      // A process that found the same dead owner may just have removed this lock: look again a moment later.
      await pause(50)
      if (lockOwner() === mine) return () => lockOwner() === mine && rmSync(lockFile, { force: true })
      continue
    }
    const owner = lockOwner()
    if (owner !== undefined && !isAlive(owner)) rmSync(lockFile, { force: true })
    else if (!waited) {
      say(
        'Another process is installing the dependencies; waiting for it (if there is none, remove .cache/install.lock) …',
      )
    }
    await pause(250)
  }
}

function createLock(owner) {
  try {
    writeFileSync(lockFile, owner, { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  }
}

function lockOwner() {
  try {
    return readFileSync(lockFile, 'utf8') || undefined
  } catch {
    return undefined
  }
}

function isAlive(pid) {
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Runs the script and takes over its exit code; a signal reaches it once. */
function run(node, args) {
  const path = [join(modules, '.bin'), process.env.PATH].filter(Boolean).join(delimiter)
  const child = spawn(node, args, { stdio: 'inherit', env: { ...process.env, PATH: path } })
  // A terminal sends Ctrl-C to the whole process group, the script included; npm sends it to us a second time.
  const fromTerminal = [process.stdin, process.stdout, process.stderr].some(stream => stream.isTTY === true)
  const last = new Map()
  for (const signal of forwarded) {
    process.on(signal, () => {
      if (signal === 'SIGINT' && fromTerminal) return
      if (Date.now() - (last.get(signal) ?? 0) < 500) return
      last.set(signal, Date.now())
      child.kill(signal)
    })
  }
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (code, signal) => done(signal === null ? code : 128 + constants.signals[signal]))
  })
}

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function pause(ms) {
  return new Promise(done => setTimeout(done, ms))
}

function say(text) {
  process.stderr.write(`${text}\n`)
}
