import type { RunRequest } from '@sluice/engine'
import type { Io } from '../io.ts'
import type { Display } from './display.ts'
import { liveDisplay } from './live.ts'
import type { Reporter } from './report.ts'
import { linesDisplay } from './run-lines.ts'
import { styleFor } from './style.ts'

/** A live view of all clients' steps on a terminal, plain lines otherwise; on standard error either way. */
export function displayFor({ stderr, env }: Io, report: Reporter, requests: readonly RunRequest[]): Display {
  const style = styleFor(stderr, env)
  const live = stderr.isTTY === true && !report.json && env['CI'] === undefined && env['TERM'] !== 'dumb'
  return live
    ? liveDisplay(stderr, style, requests)
    : linesDisplay(text => void stderr.write(text), style, requests)
}
