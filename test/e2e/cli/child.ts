import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { Outcome } from './project.ts'

const repository = resolve(import.meta.dirname, '../../..')
const bin = join(repository, 'packages/cli/src/bin.ts')

/** A `sluice` that runs as a process of its own. */
export interface Child {
  readonly pid: number
  /** Resolves when standard error has matched. */
  saw(pattern: RegExp): Promise<void>
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
  const [command = '', ...rest] = [...under, process.execPath, '--conditions=@sluice/source', bin, ...args]
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<Outcome>((settle, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) =>
      settle({ code: code ?? -1, out, err: signal === null ? err : `${err}(${signal})` }),
    )
  })
  return {
    pid: child.pid ?? -1,
    kill: signal => void child.kill(signal),
    ended,
    saw: pattern =>
      new Promise((settle, reject) => {
        const look = () => pattern.test(err) && settle()
        child.stderr.on('data', look)
        child.on('close', () => reject(new Error(`never saw ${String(pattern)} in:\n${err}${out}`)))
        look()
      }),
  }
}
