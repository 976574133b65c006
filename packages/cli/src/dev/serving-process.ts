import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { ServingProcess } from './supervise.ts'

const patienceMs = 2000
const mostMs = 30_000

/** How this command was started, so that another process starts the same way. */
export interface Launch {
  readonly node: string
  readonly flags: readonly string[]
  readonly script: string
}

/** Starts `sluice` with the arguments in a process of its own, which writes to this terminal. */
export function startServing({ node, flags, script }: Launch, args: readonly string[]): ServingProcess {
  const child = spawn(node, [...flags, script, ...args], { stdio: 'inherit' })
  const ended = once(child, 'close').then(
    () => undefined,
    () => undefined,
  )
  const within = (ms: number) => {
    const timer = new AbortController()
    const late = pause(ms, false, { signal: timer.signal }).catch(() => false)
    return Promise.race([ended.then(() => true), late]).finally(() => timer.abort())
  }
  return {
    ended,
    async stop() {
      // The first asks for an end after what runs; the second ends at once, and what ran goes on with the next start.
      for (const [signal, ms] of [
        ['SIGTERM', patienceMs],
        ['SIGTERM', mostMs],
        ['SIGKILL', mostMs],
      ] as const) {
        child.kill(signal)
        if (await within(ms)) return
      }
    },
  }
}

/** Runs `sluice` with the arguments; what it wrote to standard error when it failed. */
export async function problemOf(
  { node, flags, script }: Launch,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const child = spawn(node, [...flags, script, ...args], { stdio: ['ignore', 'pipe', 'pipe'], signal })
  let said = ''
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  return new Promise(resolve => {
    child.once('error', () => resolve(signal.aborted ? undefined : said || 'sluice could not be started'))
    child.once('close', code => resolve(code === 0 ? undefined : said.trimEnd()))
  })
}
