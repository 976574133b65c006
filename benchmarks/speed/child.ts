import { spawn } from 'node:child_process'

/** What a contender prints as its last line. */
export interface Report {
  /** Seconds of its stages, by name. */
  readonly stages: Readonly<Record<string, number>>
  readonly peakBytes: number
  /** Per column of the result: Σ v, Σ v², Σ v·w with w = (id mod 997) / 997. */
  readonly checksums?: readonly (readonly number[])[]
  readonly versions?: string
}

/** Runs a contender in a process of its own, so that its peak memory is its own, and reads its report. */
export async function report(command: readonly [string, ...string[]]): Promise<Report> {
  const [program, ...args] = command
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail)
    child.once('close', done)
  })
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`)
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Report
}

/** A script of this folder, run by this Node. */
export function script(name: string, ...args: readonly string[]): readonly [string, ...string[]] {
  return [process.execPath, ...process.execArgv, new URL(name, import.meta.url).pathname, ...args]
}

/** Seconds of a report, all stages. */
export function total({ stages }: Report): number {
  return Object.values(stages).reduce((sum, seconds) => sum + seconds, 0)
}

/** Measures stages of the process it is in. */
export function stopwatch(): {
  stage(name: string): void
  readonly stages: Readonly<Record<string, number>>
} {
  const stages: Record<string, number> = {}
  let last = performance.now()
  return {
    stages,
    stage(name) {
      const now = performance.now()
      stages[name] = (now - last) / 1000
      last = now
    },
  }
}

/** The most memory this process had. */
export function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024
}
