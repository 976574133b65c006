#!/usr/bin/env node
import { userInfo } from 'node:os'
import { main } from './main.ts'

const cancel = new AbortController()
process.once('SIGINT', () => cancel.abort(new Error('cancelled by Ctrl-C')))
process.once('SIGTERM', () => cancel.abort(new Error('terminated')))

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

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A uid without a passwd entry, as in some containers.
    return String(process.getuid?.() ?? 'unknown')
  }
}
