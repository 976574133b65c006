import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { ChildOrder } from './child.ts'

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
