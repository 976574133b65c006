#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { exitCodes } from './exit-codes.ts'

// In the user's own folder, not in a shared one where others could write. A second start takes half the time.
enableCompileCache(join(homedir(), '.cache', 'sluice', 'compiled'))
const { main } = await import('./main.ts')

const cancel = new AbortController()
// Not `once`: the live view restores the cursor on signals, and ends the process where nobody else listens.
process.on('SIGINT', () => stop('cancelled by Ctrl-C'))
process.on('SIGTERM', () => stop('terminated'))

process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  enter: folder => process.chdir(folder),
  now: () => new Date(),
  fetch,
  signal: cancel.signal,
  who: userName(),
})

/** Lets steps end; whoever asks twice does not want to wait. */
function stop(reason: string): void {
  if (cancel.signal.aborted) process.exit(exitCodes.cancelled)
  cancel.abort(new Error(reason))
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A uid without a passwd entry, as in some containers.
    return String(process.getuid?.() ?? 'unknown')
  }
}
