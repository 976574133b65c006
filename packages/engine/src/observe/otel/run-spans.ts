import {
  context,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api'
import type { ErrorRecord } from '../../journal/journal.ts'
import { failureText } from '../failure-text.ts'
import type { ObservedEvent } from '../observer.ts'
import { rowsOf } from '../rows-of.ts'
import { stepLabel } from '../step-label.ts'

type Of<K extends ObservedEvent['kind']> = Extract<ObservedEvent, { readonly kind: K }>
type StepName = Pick<Of<'step-started'>, 'run' | 'step'>

interface OpenSpan {
  readonly span: Span
  /** The context in which it is the active one. */
  readonly inside: Context
}

/** The spans of runs and of tries that have begun and not ended. */
export class RunSpans {
  readonly #tracer: Tracer
  readonly #runs = new Map<string, OpenSpan>()
  readonly #tries = new Map<string, OpenSpan>()
  /** When steps got their turn: of one whose work is there already that is when its span begins. */
  readonly #reached = new Map<string, Date>()

  constructor(tracer: Tracer) {
    this.#tracer = tracer
  }

  observe(event: ObservedEvent): void {
    switch (event.kind) {
      case 'run-started':
        return this.#runStarted(event)
      case 'step-reached':
        return void this.#reached.set(keyOf(event), event.at)
      case 'step-started':
        return this.#stepStarted(event)
      case 'step-log':
        return void this.#tries
          .get(keyOf(event))
          ?.span.addEvent('log', { 'log.message': event.message }, event.at)
      case 'step-retry':
        return this.#tryFailed(event)
      case 'step-finished':
        return this.#stepFinished(event)
      case 'run-finished':
        return this.#runFinished(event)
      default:
    }
  }

  /** Where what a try of a step calls belongs. */
  contextOf(step: StepName): Context | undefined {
    return this.#tries.get(keyOf(step))?.inside
  }

  /** Ends what will not be seen to end. */
  endAll(): void {
    for (const open of [this.#tries, this.#runs]) {
      for (const { span } of open.values()) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: 'this process ended before it did' })
        span.end()
      }
      open.clear()
    }
    this.#reached.clear()
  }

  #runStarted(event: Of<'run-started'>): void {
    const attributes = {
      ...names(event),
      'sluice.as_of': event.asOf.toISOString(),
      'sluice.continued': event.continued,
    }
    const options = { startTime: event.at, attributes }
    this.#runs.set(event.run, this.#open(`run ${event.pipeline}`, options, context.active()))
  }

  #stepStarted(event: Of<'step-started'>): void {
    const attributes = { ...names(event), 'sluice.step': event.step, 'sluice.attempt': event.attempt }
    const key = keyOf(event)
    // A step that this process lost and now has again.
    this.#tries.get(key)?.span.end(event.at)
    this.#tries.set(key, this.#openStep(event, { startTime: event.at, attributes }))
  }

  #tryFailed(event: Of<'step-retry'>): void {
    const open = this.#tries.get(keyOf(event))
    if (open === undefined) return
    this.#tries.delete(keyOf(event))
    open.span.setAttributes({ 'sluice.status': 'failed', 'sluice.retry_in_ms': event.waitMs })
    failed(open.span, event.error, event.at)
    open.span.end(event.at)
  }

  #stepFinished(event: Of<'step-finished'>): void {
    const key = keyOf(event)
    const reached = this.#reached.get(key)
    this.#reached.delete(key)
    const started = this.#tries.get(key)
    this.#tries.delete(key)
    // What never got its turn has no time of its own.
    if (started === undefined && reached === undefined) return
    const memoised = event.status === 'memoised'
    const attributes = { ...names(event), 'sluice.step': event.step, 'sluice.attempt': event.attempts }
    const { span } = started ?? this.#openStep(event, { startTime: reached ?? event.at, attributes })
    const rows = rowsOf(event.output)
    span.setAttributes({
      'sluice.status': event.status,
      'sluice.memoised': memoised,
      ...(event.from !== undefined && { 'sluice.memoised_from': event.from }),
      ...(rows !== undefined && { 'sluice.rows': rows }),
    })
    const failure = failureText(event)
    if (event.error !== undefined) failed(span, event.error, event.at)
    else if (failure !== undefined) {
      span.setAttribute('error.type', 'check-failed')
      span.setStatus({ code: SpanStatusCode.ERROR, message: failure })
    }
    span.end(event.at)
  }

  #runFinished({ run, status, at }: Of<'run-finished'>): void {
    const open = this.#runs.get(run)
    if (open === undefined) return
    this.#runs.delete(run)
    open.span.setAttribute('sluice.status', status)
    if (status === 'failed' || status === 'blocked') open.span.setStatus({ code: SpanStatusCode.ERROR })
    open.span.end(at)
  }

  #openStep(
    event: StepName,
    options: { readonly startTime: Date; readonly attributes: Attributes },
  ): OpenSpan {
    // Steps get their turn in the midst of other runs, so the active context says nothing about theirs.
    return this.#open(
      `step ${stepLabel(event.step)}`,
      options,
      this.#runs.get(event.run)?.inside ?? ROOT_CONTEXT,
    )
  }

  #open(
    name: string,
    options: { readonly startTime: Date; readonly attributes: Attributes },
    parent: Context,
  ): OpenSpan {
    const span = this.#tracer.startSpan(name, options, parent)
    return { span, inside: trace.setSpan(parent, span) }
  }
}

function keyOf({ run, step }: StepName): string {
  return `${run}/${step}`
}

function names({ run, pipeline, deployment }: Pick<Of<'run-started'>, 'run' | 'pipeline' | 'deployment'>) {
  return { 'sluice.run': run, 'sluice.pipeline': pipeline, 'sluice.deployment': deployment }
}

function failed(span: Span, { name, code, message, stack }: ErrorRecord, at: Date): void {
  span.setAttribute('error.type', code ?? name)
  span.recordException(
    { name, message, ...(code !== undefined && { code }), ...(stack !== undefined && { stack }) },
    at,
  )
  span.setStatus({ code: SpanStatusCode.ERROR, message })
}
