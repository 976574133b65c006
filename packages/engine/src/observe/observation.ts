import { setTimeout as pause } from 'node:timers/promises'
import { messageOfError } from '../errors/message-of-error.ts'
import { plainJson } from '../journal/plain-json.ts'
import type { RunEvent } from '../run/run-event.ts'
import type { Services } from '../run/services.ts'
import type { ObservedEvent, Observer } from './observer.ts'
import { readsOf } from './reads-of.ts'
import type { Watch } from './watch.ts'

/** The observers of a process, told together. */
export interface Observation {
  readonly tell: (event: RunEvent) => void
  readonly watch: Watch
  close(): Promise<void>
}

/** What a process sees of runs: all of it, what a worker does, or runs whose steps workers do. */
export type Sight = 'all' | 'worker' | 'follower'

const closingMs = 10_000

/**
 * Tells observers what happens. Where several processes see the same run, each thing is told by one of them: what became
 * of a step by who worked on it; that runs begin and end, and which steps never started, by who started the run.
 */
export function observation(
  observers: readonly Observer[],
  { now, redactor }: Pick<Services, 'now' | 'redactor'>,
  sight: Sight,
): Observation {
  const tell = (event: ObservedEvent) => {
    for (const observer of observers) undisturbed(observer, () => observer.observe(event))
  }
  return {
    tell: event => {
      if (observers.length > 0 && seenBy(sight, event)) tell({ ...event, at: now() })
    },
    watch: {
      reached(run, planned, inputs) {
        if (observers.length === 0) return
        const { keyed, definition } = planned.step.definition
        tell({
          ...run.names,
          kind: 'step-reached',
          at: now(),
          step: planned.name,
          asOf: run.plan.asOf,
          keyed,
          definition: plainJson(definition, redactor.redact),
          reads: readsOf(run.plan, planned, inputs),
        })
      },
      within: (attempt, work) => {
        const around = observers.reduceRight(
          (inner, { within }) => (within === undefined ? inner : () => within(attempt, inner)),
          work,
        )
        return around()
      },
    },
    close: async () => {
      await Promise.all(observers.map(observer => closed(observer)))
    },
  }
}

/** An end without a try, of a step that waited for another. */
function neverStarted(event: RunEvent): boolean {
  if (event.kind !== 'step-finished' || event.attempts > 0) return false
  return event.status === 'skipped' || event.status === 'cancelled'
}

function seenBy(sight: Sight, event: RunEvent): boolean {
  if (sight === 'worker') return !neverStarted(event)
  if (sight === 'follower') return neverStarted(event) || event.kind.startsWith('run-')
  return true
}

async function closed(observer: Observer): Promise<void> {
  const timer = new AbortController()
  const tooLong = pause(closingMs, undefined, { signal: timer.signal }).then(
    () => warn(observer, `did not end within ${closingMs / 1000} s`),
    () => undefined,
  )
  const closing = Promise.resolve()
    .then(() => observer.close())
    .catch((error: unknown) => warn(observer, error))
  await Promise.race([closing, tooLong])
  timer.abort()
}

/** An observer that throws is reported and does not stop a run. */
function undisturbed(observer: Observer, work: () => void): void {
  try {
    work()
  } catch (error) {
    warn(observer, error)
  }
}

function warn({ kind }: Observer, error: unknown): void {
  process.emitWarning(`observer ${kind}: ${messageOfError(error)}`)
}
