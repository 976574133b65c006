import type { RunEvent, RunRequest } from '@sluice/engine'
import type { Display } from './display.ts'
import type { Style } from './style.ts'
import { instant, plural, seconds } from './words.ts'

/** A deployment and the zone in which its times are shown. */
type Zoned = Pick<RunRequest, 'timeZone'> & { readonly plan: Pick<RunRequest['plan'], 'deployment'> }

/** One line per thing that happened: for logs, and where there is no terminal. */
export function linesDisplay(
  write: (text: string) => void,
  style: Style,
  requests: readonly Zoned[],
): Display {
  const zones = new Map(requests.map(({ plan, timeZone }) => [plan.deployment, timeZone]))
  return {
    event: event => {
      const line = lineOf(event, style, zones.get(event.deployment))
      if (line !== undefined) write(`${line}\n`)
    },
    close: () => {},
  }
}

function lineOf(event: RunEvent, style: Style, timeZone?: string): string | undefined {
  const at = `${style.strong(event.deployment)} ${style.dim(event.pipeline)}`
  switch (event.kind) {
    case 'run-started':
      return `${at} ${event.continued ? 'continues' : 'starts'} as of ${instant(event.asOf, timeZone)} ${style.dim(event.run)}`
    case 'step-finished':
      return `${at} ${event.step} ${statusText(event.status, style)}${event.status === 'skipped' ? '' : ` ${style.dim(seconds(event.seconds))}`}${event.error ? ` ${event.error.message}` : ''}`
    case 'step-retry':
      return `${at} ${event.step} try ${event.attempt} failed, next in ${seconds(event.waitMs / 1000)}: ${event.error.message}`
    case 'steps-added':
      return `${at} ${event.step.slice(0, -2)} ${style.dim(`has ${plural(event.steps.length, 'step')}`)}`
    case 'run-finished':
      return `${at} ${statusText(event.status, style)}`
    default:
      return undefined
  }
}

/** A status in its colour. */
export function statusText(status: string, style: Style): string {
  if (status === 'succeeded' || status === 'memoised') return style.good(status)
  if (status === 'blocked' || status === 'cancelled' || status === 'skipped') return style.warn(status)
  return status === 'failed' ? style.bad(status) : status
}
