import type { RunRequest } from '@sluice/engine'
import type { Io } from '../io.ts'
import type { Display } from './display.ts'
import { liveDisplay } from './live.ts'
import type { Reporter } from './report.ts'
import { linesDisplay } from './run-lines.ts'
import { styleFor } from './style.ts'

/** A live view of all clients' steps on a terminal, plain lines otherwise; on standard error either way. */
export function displayFor(
  { stderr, stdout, env }: Io,
  report: Reporter,
  requests: readonly RunRequest[],
): Display {
  const style = styleFor(stderr, env)
  // A terminal without a size, as some job runners give, has no place to draw.
  const terminal = stderr.isTTY === true && stderr.columns !== 0 && env['TERM'] !== 'dumb'
  const live = terminal && !report.json && env['CI'] === undefined
  return live
    ? liveDisplay({ stderr, stdout }, style, requests)
    : linesDisplay(text => void stderr.write(text), style, requests)
}
