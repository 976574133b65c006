import type { Config } from '@sluice/core'
import type { SchedulerEvent } from '@sluice/engine'
import { zoneOf } from '../load/selection.ts'
import { dayAndTime } from './due.ts'
import { statusText } from './run-lines.ts'
import type { Style } from './style.ts'
import { seconds } from './words.ts'

/** Late by so much is worth a word. */
const lateMs = 10_000

/** What a scheduler did, as one line; undefined for what the lines of runs say already. */
export function schedulerLine(event: SchedulerEvent, config: Config, style: Style): string | undefined {
  if (event.kind === 'trouble') return style.bad(event.message)
  const { deployment, pipeline, interval } = 'dispatch' in event ? event.dispatch : event
  const at = (date: Date) => dayAndTime(date, zoneOf(config, deployment))
  const name = `${style.strong(deployment)} ${style.dim(pipeline)}`
  switch (event.kind) {
    case 'queued':
      return undefined
    case 'skipped':
      return `${name} ${style.warn('left out')} what was due until ${at(interval.end)}`
    case 'taken-over':
      return `${name} ${style.warn('taken over')} from a scheduler that is gone: due ${at(interval.end)}`
    case 'started':
      return event.lateMs < lateMs
        ? undefined
        : `${name} due ${at(interval.end)} starts ${seconds(event.lateMs / 1000)} later`
    case 'ended': {
      const why = event.message === undefined ? '' : `: ${event.message}`
      return `${name} due ${at(interval.end)} ${statusText(event.status, style)}${why}`
    }
    case 'deadline':
      return `${name} due ${at(interval.end)}: ${style.bad(`deadline ${event.state}`)}`
  }
}
