import { spawn } from 'node:child_process'
import { lastLines } from './last-lines.ts'

/** A process to be run to its end. */
export interface ProcessOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly folder: string
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>
  readonly timeLimitMs: number
  readonly signal?: AbortSignal
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void
}

/** How a process ended. */
export type ProcessEnd =
  | { readonly kind: 'exit'; readonly code: number; readonly lastLines: readonly string[] }
  | { readonly kind: 'killed'; readonly signal: string; readonly lastLines: readonly string[] }
  | { readonly kind: 'time-limit'; readonly lastLines: readonly string[] }
  | { readonly kind: 'not-started'; readonly reason: string }

/**
 * Runs a process in a group of its own, so that what it starts ends with it: when the time is over, or when the signal
 * aborts.
 */
export function runProcess(options: ProcessOptions): Promise<ProcessEnd> {
  const { command, args, folder, env, timeLimitMs, signal, onLine } = options
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error)
      return
    }
    const child = spawn(command, args, {
      cwd: folder,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const out = lastLines(line => onLine('stdout', line))
    const errors = lastLines(line => onLine('stderr', line))
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => out.add(chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => errors.add(chunk))
    let isLate = false
    const endGroup = () => {
      if (child.pid !== undefined) endProcessGroup(child.pid)
    }
    const timer = setTimeout(() => {
      isLate = true
      endGroup()
    }, timeLimitMs)
    signal?.addEventListener('abort', endGroup, { once: true })
    const settle = (end: ProcessEnd) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', endGroup)
      if (signal?.aborted === true) reject(signal.reason as Error)
      else resolve(end)
    }
    child.on('error', error =>
      settle({ kind: 'not-started', reason: (error as NodeJS.ErrnoException).code ?? error.message }),
    )
    child.on('close', (code, killedBy) => {
      const rest = { lastLines: errors.lines() }
      if (isLate) settle({ kind: 'time-limit', ...rest })
      else if (code === null) settle({ kind: 'killed', signal: killedBy ?? 'unknown', ...rest })
      else settle({ kind: 'exit', code, ...rest })
    })
  })
}

function endProcessGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
