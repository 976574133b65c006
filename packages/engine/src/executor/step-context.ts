import type { Json, StepContext } from '@sluice/core'
import { AttemptOver } from '../errors/attempt-over.ts'
import type { StepHistory } from '../history/step-history.ts'
import { plainJson } from '../journal/plain-json.ts'
import type { OpenRun } from '../run/open-run.ts'
import type { Services } from '../run/services.ts'
import { scorersOn } from '../threads/scorers-on.ts'
import { guarded } from './guarded.ts'

/** One try of a step. */
export interface Attempt {
  readonly run: OpenRun
  readonly step: string
  readonly attempt: number
  readonly signal: AbortSignal
  readonly data: StepContext['data']
  readonly history: StepHistory
  /** Threads that the step may use; what the engine gives each by default. */
  readonly threads?: number
}

/** A context and its end. */
export interface OpenContext {
  readonly context: StepContext
  /** Resolves when everything the step said is in the journal. */
  flush(): Promise<void>
  /** From now on everything in the context refuses: a step that goes on after its attempt changes nothing. */
  end(): void
}

/** Everything that an attempt of a step may touch. */
export function openContext(services: Services, attempt: Attempt): OpenContext {
  const { run, step, signal, data, history } = attempt
  const threads = attempt.threads ?? services.sessions.threads
  const { store, models, ledger, redactor, now, crashPoint, onEvent } = services
  const lines = logLines(services, attempt)
  let over = false
  const guard = () => {
    if (over) throw new AttemptOver({ step, attempt: attempt.attempt })
  }
  const context: StepContext = {
    run: run.info,
    step,
    attempt: attempt.attempt,
    signal,
    now,
    // Requests end with the attempt also where the step does not pass its signal on.
    fetch: (input, init) =>
      services.fetch(input, {
        ...init,
        signal: init?.signal ? AbortSignal.any([signal, init.signal]) : signal,
      }),
    secret: redactor.secret,
    log: (message, fields) => {
      if (!over) lines.add(message, fields)
    },
    progress: (done, total) => {
      if (!over) {
        onEvent({
          ...run.names,
          kind: 'step-progress',
          step,
          attempt: attempt.attempt,
          done,
          ...(total !== undefined && { total }),
        })
      }
    },
    data,
    threads,
    scorers: scorersOn(threads),
    artifacts: guarded(store, guard),
    models: guarded(models, guard),
    history: guarded(history, guard),
    ledger: guarded(ledger, guard),
    crashPoint,
  }
  return {
    context,
    flush: lines.flush,
    end: () => {
      over = true
    },
  }
}

/** Lines of a log, written one after the other while the step goes on. */
function logLines({ redactor, onEvent }: Services, { run, step, attempt }: Attempt) {
  let written: Promise<void> = Promise.resolve()
  return {
    add(message: string, fields: Readonly<Record<string, unknown>> | undefined) {
      const line = redactor.redact(message)
      const clean = fields && (plainJson(fields, redactor.redact) as Readonly<Record<string, Json>>)
      const data = { message: line, ...(clean && { fields: clean }) }
      onEvent({ ...run.names, kind: 'step-log', step, attempt, ...data })
      written = written.then(() => run.claim.record({ step, attempt, kind: 'step-log', data }))
      // It is awaited by flush; until then it must not count as unhandled.
      written.catch(() => undefined)
    },
    flush: () => written,
  }
}
