import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** What a stage found: `note` stands on its line, `output` is shown when it failed. */
export interface StageResult {
  readonly ok: boolean
  readonly note?: string
  readonly output: string
}

/** One thing that is verified. */
export interface Stage {
  readonly name: string
  readonly run: (root: string) => Promise<StageResult>
}

/** A stage that is one command of node_modules/.bin or of Node itself. */
export function command(bin: string, ...args: readonly string[]): Stage['run'] {
  return root => runCommand(root, bin, args)
}

/** Runs a program of node_modules and collects what it says. */
export function runCommand(root: string, bin: string, args: readonly string[]): Promise<StageResult> {
  const program = bin === 'node' ? process.execPath : join(root, 'node_modules/.bin', bin)
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    }
    child.once('error', fail)
    child.once('close', code => done({ ok: code === 0, output }))
  })
}

/** A stage of several commands, of which the first that fails ends it. */
export function inTurn(...runs: readonly Stage['run'][]): Stage['run'] {
  return async root => {
    for (const run of runs) {
      const result = await run(root)
      if (!result.ok) return result
    }
    return { ok: true, output: '' }
  }
}
