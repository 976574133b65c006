import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { ChildOrder } from './child.ts'
import type { WorkerOrder } from './worker-child.ts'

/** How a child ended. */
export interface ChildEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly err: string
}

/** Runs a graph in a process of its own until it ends or dies. */
export function runChild(order: ChildOrder): Promise<ChildEnd> {
  const child = join(import.meta.dirname, 'child.ts')
  const running = spawn(process.execPath, ['--conditions=@sluice/source', child, JSON.stringify(order)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let err = ''
  running.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  return new Promise((resolve, reject) => {
    running.on('error', reject)
    running.on('close', (code, signal) => resolve({ code, signal, err }))
  })
}

/** A worker that runs until it is told to end, or dies. */
export interface RunningWorker {
  /** Settles when it works; rejects when it cannot. */
  readonly ready: Promise<void>
  readonly ended: Promise<ChildEnd>
  kill(signal: NodeJS.Signals): void
}

/** Starts a worker in a process of its own. */
export function startWorker(order: WorkerOrder): RunningWorker {
  const child = join(import.meta.dirname, 'worker-child.ts')
  const running = spawn(process.execPath, ['--conditions=@sluice/source', child, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let err = ''
  running.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<ChildEnd>((resolve, reject) => {
    running.on('error', reject)
    running.on('close', (code, signal) => resolve({ code, signal, err }))
  })
  const ready = new Promise<void>((resolve, reject) => {
    running.stdout.once('data', () => resolve())
    void ended.then(() => reject(new Error(`the worker ended: ${err}`)), reject)
  })
  ready.catch(() => undefined)
  return { ready, ended, kill: signal => void running.kill(signal) }
}
