import type { RunRequest } from '@sluice/engine'
import type { Io } from '../io.ts'
import type { Display } from './display.ts'
import { jsonDisplay } from './json-display.ts'
import { liveDisplay } from './live.ts'
import type { Reporter } from './report.ts'
import { linesDisplay } from './run-lines.ts'
import { styleFor } from './style.ts'

/** A live view of all clients' steps on a terminal, else plain lines, or JSON; on standard error in any case. */
export function displayFor(
  io: Io,
  report: Reporter,
  requests: readonly RunRequest[],
  { json }: { readonly json: boolean },
): Display {
  const { stderr, stdout, env } = io
  if (json) return jsonDisplay(io)
  const style = styleFor(stderr, env)
  // A terminal without a size, as some job runners give, has no place to draw.
  const terminal = stderr.isTTY === true && stderr.columns !== 0 && env['TERM'] !== 'dumb'
  const live = terminal && !report.json && env['CI'] === undefined
  return live
    ? liveDisplay({ stderr, stdout }, style, requests)
    : linesDisplay(text => void stderr.write(text), style, requests)
}
