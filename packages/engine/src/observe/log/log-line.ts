import type { Json } from '@sluice/core'
import { plainJson } from '../../journal/plain-json.ts'
import { failureText } from '../failure-text.ts'
import type { ObservedEvent } from '../observer.ts'

/** How much a line matters. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** What every line of a log has besides its own facts. */
export interface LogLine {
  readonly at: string
  readonly level: LogLevel
  readonly event: string
  readonly message: string
  readonly [fact: string]: Json | undefined
}

/** A line about an event: `run`, `pipeline`, `client`, `step` and `attempt` where it has them. No rows of data. */
export function logLine(event: ObservedEvent): LogLine {
  const { at, kind, run, pipeline, deployment } = event
  const names = {
    run,
    pipeline,
    client: deployment,
    ...('step' in event && { step: event.step }),
    ...('attempt' in event && { attempt: event.attempt }),
  }
  return plainJson({ at: at.toISOString(), event: kind, ...names, ...said(event) }) as unknown as LogLine
}

interface Said {
  readonly level: LogLevel
  readonly message: string
  readonly [fact: string]: unknown
}

function said(event: ObservedEvent): Said {
  const { kind } = event
  switch (event.kind) {
    case 'run-started': {
      const message = event.continued ? 'the run goes on' : 'the run begins'
      return { level: 'info', message, asOf: event.asOf }
    }
    case 'step-reached':
      return { level: 'debug', message: 'the step has its turn' }
    case 'step-started':
      return { level: 'info', message: 'the step begins' }
    case 'step-progress':
      return { level: 'debug', message: 'the step gets on', done: event.done, total: event.total }
    case 'step-log':
      return { level: 'info', message: event.message, fields: event.fields }
    case 'step-retry': {
      const { message, code } = event.error
      return { level: 'warn', message, code, waitMs: event.waitMs }
    }
    case 'step-finished':
      return finished(event)
    case 'steps-added':
      return {
        level: 'info',
        message: `the step found ${event.steps.length} more steps`,
        steps: event.steps.length,
      }
    case 'run-finished': {
      const level = event.status === 'failed' || event.status === 'blocked' ? 'error' : 'info'
      return { level, message: `the run ${event.status}`, status: event.status }
    }
    case 'alert-sent': {
      const { alert, sink, error } = event
      const facts = { sink, severity: alert.severity, headline: alert.headline }
      return error === undefined
        ? { level: 'info', message: 'an alert was sent', ...facts }
        : { level: 'error', message: `an alert could not be sent: ${error}`, ...facts }
    }
    default:
      return { level: 'info', message: kind.replaceAll('-', ' ') }
  }
}

function finished(event: Extract<ObservedEvent, { readonly kind: 'step-finished' }>): Said {
  const { status, seconds, attempts, from, error, checks } = event
  const warned = checks.filter(check => check.status === 'failed').map(({ message }) => message)
  const facts = {
    status,
    seconds,
    attempts,
    from,
    code: error?.code,
    failed: warned.length > 0 ? warned : undefined,
  }
  const failure = failureText(event)
  if (failure !== undefined) return { level: 'error', message: failure, ...facts }
  const level = warned.length > 0 || status === 'skipped' || status === 'cancelled' ? 'warn' : 'info'
  return { level, message: `the step ${status}`, ...facts }
}
