import { spawn } from 'node:child_process'
import type { Contender, Round } from './harness.ts'

/** What a contender of a process of its own prints as its last line. */
export interface Report {
  readonly stages: Readonly<Record<string, Stage>>
  readonly peakBytes: number
  /** Per column of the result: Σ v, Σ v², Σ v·w with w = (id mod 997) / 997. */
  readonly checksums?: readonly (readonly number[])[]
  readonly versions?: string
}

/** What a stage took; `cpuSeconds` is the processor time of all threads. */
export interface Stage {
  readonly seconds: number
  readonly cpuSeconds: number
}

/** A program and its arguments. */
export type Command = readonly [string, ...string[]]

/** Runs a contender in a process of its own, so that its peak memory is its own, and reads its report. */
export async function report<R extends Report = Report>(command: Command): Promise<R> {
  const [program, ...args] = command
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail)
    child.once('close', done)
  })
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`)
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as R
}

/** A script of this folder, run by this Node. */
export function script(name: string, ...args: readonly string[]): Command {
  return [process.execPath, ...process.execArgv, new URL(name, import.meta.url).pathname, ...args]
}

/** A report as a round of the harness. */
export function roundOf({ stages, peakBytes }: Report): Round {
  const sum = (field: keyof Stage) => Object.values(stages).reduce((total, stage) => total + stage[field], 0)
  return { seconds: sum('seconds'), cpuSeconds: sum('cpuSeconds'), peakBytes }
}

/** Contenders that are commands, and what each of them reported last, by its name. */
export function reporting<R extends Report>(commands: Readonly<Record<string, Command>>) {
  const last = new Map<string, R>()
  const contenders = Object.entries(commands).map(([name, command]): Contender => ({
    name,
    async run() {
      const reported = await report<R>(command)
      last.set(name, reported)
      return roundOf(reported)
    },
  }))
  return { contenders, last }
}

/** Measures stages of the process it is in. */
export interface Stopwatch {
  /** Ends a stage. */
  stage(name: string): void
  /** What was measured until now. */
  report(): Report
}

/** Starts a stopwatch. */
export function stopwatch(): Stopwatch {
  const stages: Record<string, Stage> = {}
  let [last, lastCpu] = [performance.now(), process.cpuUsage()]
  return {
    stage(name) {
      const { user, system } = process.cpuUsage(lastCpu)
      stages[name] = { seconds: (performance.now() - last) / 1000, cpuSeconds: (user + system) / 1e6 }
      ;[last, lastCpu] = [performance.now(), process.cpuUsage()]
    },
    report: () => ({ stages, peakBytes: process.resourceUsage().maxRSS * 1024 }),
  }
}
