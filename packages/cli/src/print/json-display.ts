import { logLine, type LogLevel, type SchedulerEvent } from '@sluice/engine'
import type { ServerLine } from '@sluice/server'
import type { Io } from '../io.ts'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Display } from './display.ts'
import { errorMessage } from './error.ts'

/** Option of commands that say what happens while it does. */
export interface LogOptions {
  readonly logs?: string
}

/** Whether lines are to be JSON. */
export function jsonLogs({ logs = 'text' }: LogOptions): boolean {
  if (logs === 'json' || logs === 'text') return logs === 'json'
  throw new UsageInvalid({ reason: `--logs "${logs}" is no form of logs`, known: ['text', 'json'] })
}

type Outside = Pick<Io, 'stderr' | 'now'>

/** One line of JSON per thing that happens, where otherwise lines for people would be. */
export function jsonDisplay({ stderr, now }: Outside): Display {
  return {
    event: event => void stderr.write(`${JSON.stringify(logLine({ ...event, at: now() }))}\n`),
    close: () => {},
  }
}

/** A line about the process itself. */
export function jsonNote({ stderr, now }: Outside, level: LogLevel, message: string): void {
  stderr.write(`${JSON.stringify({ at: now().toISOString(), level, event: 'note', message })}\n`)
}

/** A line about a request, or about what went wrong behind one. */
export function jsonRequest({ stderr, now }: Outside, { error, ...line }: ServerLine): void {
  const said = error === undefined ? {} : { error: errorMessage(error) }
  stderr.write(`${JSON.stringify({ at: now().toISOString(), event: 'request', ...line, ...said })}\n`)
}

const troubles = new Set(['trouble', 'deadline', 'taken-over', 'skipped'])

/** A line about what a scheduler did. */
export function jsonScheduled({ stderr, now }: Outside, event: SchedulerEvent): void {
  const { kind } = event
  const facts = kind === 'trouble' ? { message: event.message } : scheduledFacts(event)
  const level: LogLevel = troubles.has(kind) ? 'warn' : 'info'
  const line = { at: now().toISOString(), level, event: `schedule-${kind}`, message: kind, ...facts }
  stderr.write(`${JSON.stringify(line)}\n`)
}

function scheduledFacts(event: Exclude<SchedulerEvent, { readonly kind: 'trouble' }>) {
  const { pipeline, deployment, interval } = 'dispatch' in event ? event.dispatch : event
  return {
    pipeline,
    client: deployment,
    due: interval.end.toISOString(),
    ...('dispatch' in event && event.dispatch.run !== undefined && { run: event.dispatch.run }),
    ...(event.kind === 'started' && { lateMs: event.lateMs }),
    ...(event.kind === 'ended' && { status: event.status }),
    ...(event.kind === 'ended' && event.message !== undefined && { message: event.message }),
    ...(event.kind === 'deadline' && { state: event.state }),
  }
}
