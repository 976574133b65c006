import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { ChildTask } from './child.ts'

/** Refreshes in a process that is killed with SIGKILL at a point; tells how it ended. */
export function killedRefresh(task: ChildTask): Promise<{ readonly signal: string | null }> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@sluice/source',
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'child.ts'),
      JSON.stringify(task),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (_code, signal) => done({ signal }))
  })
}
