import type { CheckResult } from '@sluice/core'
import type { EventRecord } from '@sluice/engine'
import type { RunEvent } from '../api/run-event.ts'
import type { LogLine } from '../api/run-step.ts'

interface Said {
  readonly message?: string
  readonly fields?: Readonly<Record<string, unknown>>
  readonly status?: string
  readonly seconds?: number
  readonly from?: string
  readonly error?: { readonly message: string } | string
  readonly waitMs?: number
  readonly who?: string
  readonly why?: string
  readonly sink?: string
  readonly steps?: readonly string[]
  readonly checks?: readonly CheckResult[]
  readonly because?: { readonly action: string; readonly of: string; readonly from?: string } & Decided
}

interface Decided {
  readonly who: string
  readonly why: string
}

const texts: Readonly<Record<string, (said: Said) => string>> = {
  'run-started': said => `the run started${becauseText(said)}`,
  'run-continued': said => `the run goes on${becauseText(said)}`,
  'run-interrupted': () => 'the process that ran it ended before it did',
  'run-finished': ({ status }) => `the run ${finished(status)}`,
  'run-cancelling': said => decided(said, 'cancelled the run'),
  'step-started': () => 'started',
  'step-log': ({ message = '' }) => message,
  'step-retry': ({ waitMs = 0, error }) => `tries again in ${waitMs / 1000} s: ${errorText(error)}`,
  'step-finished': ({ status, seconds = 0, from, error }) =>
    `${finished(status)} in ${seconds.toFixed(seconds < 10 ? 2 : 0)} s${from === undefined ? '' : `, with the work of run ${from}`}${error === undefined ? '' : `: ${errorText(error)}`}`,
  'steps-added': ({ steps = [] }) => `listed ${steps.length} steps of elements`,
  'step-failing': said => decided(said, 'marked it as failed'),
  'step-marked-failed': said => decided(said, 'marked it as failed'),
  'step-skipped': said => (said.who === undefined ? 'was skipped' : decided(said, 'skipped it')),
  'alert-sent': ({ sink = '' }) => `an alert was sent to ${sink}`,
  'alert-failed': ({ sink = '', error }) => `an alert could not be sent to ${sink}: ${errorText(error)}`,
}

/** An event as a line of a log. */
export function eventText({ kind, data }: Pick<EventRecord, 'kind' | 'data'>): string {
  const said = (typeof data === 'object' && data !== null ? data : {}) as Said
  return texts[kind]?.(said) ?? kind.replaceAll('-', ' ')
}

/** How serious an event is. */
function eventLevel({ kind, data }: Pick<EventRecord, 'kind' | 'data'>): RunEvent['level'] {
  const { status, checks = [] } = (typeof data === 'object' && data !== null ? data : {}) as Said
  if (status === 'failed' || status === 'blocked' || kind === 'alert-failed') return 'error'
  const isWarning = kind === 'step-retry' || kind === 'run-interrupted' || kind === 'step-failing'
  return isWarning || checks.some(check => check.status === 'failed') ? 'warn' : 'info'
}

/** An event without what its step shows anyway: output and parts of its key. */
export function runEventOf(event: EventRecord): RunEvent {
  const { id, run, step, attempt, kind, at, data } = event
  return {
    id,
    run,
    ...(step !== undefined && { step }),
    ...(attempt !== undefined && { attempt }),
    kind,
    at: at.toISOString(),
    text: eventText(event),
    level: eventLevel(event),
    data: kind === 'step-finished' ? withoutOutput(data) : data,
  }
}

/** An event as a line of the log. */
export function logLineOf(event: EventRecord): LogLine {
  const { id, at, step, attempt, kind, data } = event
  const fields = kind === 'step-log' ? (data as Said | null)?.fields : undefined
  return {
    id,
    at: at.toISOString(),
    ...(step !== undefined && { step }),
    ...(attempt !== undefined && { attempt }),
    level: eventLevel(event),
    text: eventText(event),
    ...(fields !== undefined && { fields }),
  }
}

function withoutOutput(data: EventRecord['data']): unknown {
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'output' && name !== 'parts'))
}

function becauseText({ because }: Said): string {
  if (because === undefined) return ''
  const { action, of, from, who, why } = because
  const what =
    action === 'rerun' ? `ran ${of} again${from === undefined ? '' : ` from ${from}`}` : 'tried it again'
  return `: ${who} ${what}: ${why}`
}

function decided({ who = 'somebody', why }: Said, what: string): string {
  return `${who} ${what}${why === undefined ? '' : `: ${why}`}`
}

function errorText(error: Said['error']): string {
  return typeof error === 'string' ? error : (error?.message ?? '')
}

function finished(status: string | undefined): string {
  return status === undefined ? 'ended' : status === 'blocked' ? 'was blocked' : status
}
