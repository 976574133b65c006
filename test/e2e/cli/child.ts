import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { Outcome } from './project.ts'

const repository = resolve(import.meta.dirname, '../../..')
const bin = join(repository, 'packages/cli/src/bin.ts')

/** A `sluice` that runs as a process of its own. */
export interface Child {
  readonly pid: number
  /** Resolves when what was printed matches. */
  saw(pattern: RegExp): Promise<void>
  /** What was printed until now. */
  printed(): string
  kill(signal: NodeJS.Signals): void
  readonly ended: Promise<Outcome>
}

/** How a child is started. */
export interface ChildOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** A command that starts it, such as `prlimit --fsize=100000`. */
  readonly under?: readonly string[]
}

/** Starts the real `sluice` from the sources. */
export function startSluice(args: readonly string[], { cwd, env = {}, under = [] }: ChildOptions): Child {
  const [command = '', ...rest] = [...under, ...commandLine, ...args]
  return watched(
    spawn(command, rest, { cwd, env: { ...inherited(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] }),
  )
}

/** The same on a terminal, where both outputs are one. */
export function startOnTerminal(
  args: readonly string[],
  { cwd }: Pick<ChildOptions, 'cwd'>,
): Child & { type(keys: string): void } {
  const line = [...commandLine, ...args].map(word => `'${word}'`).join(' ')
  const env = { ...inherited(), TERM: 'xterm', NO_COLOR: '1' }
  const child = spawn('script', ['-qefc', `stty cols 80 rows 24; exec ${line}`, '/dev/null'], {
    cwd,
    env,
    stdio: 'pipe',
  })
  return { ...watched(child), type: keys => void child.stdin.write(keys) }
}

const commandLine = [process.execPath, '--conditions=@sluice/source', bin]

function inherited(): Record<string, string | undefined> {
  return { PATH: process.env['PATH'], HOME: process.env['HOME'] }
}

function watched(child: ChildProcessByStdio<Writable | null, Readable, Readable>): Child {
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<Outcome>((settle, reject) => {
    child.on('error', reject)
    child.on('close', code => settle({ code: code ?? -1, out, err }))
  })
  return {
    pid: child.pid ?? -1,
    kill: signal => void child.kill(signal),
    ended,
    printed: () => err + out,
    saw: pattern =>
      new Promise((settle, reject) => {
        const look = () => pattern.test(err + out) && settle()
        child.stderr.on('data', look)
        child.stdout.on('data', look)
        child.on('close', () => reject(new Error(`never saw ${String(pattern)} in:\n${err}${out}`)))
        look()
      }),
  }
}
