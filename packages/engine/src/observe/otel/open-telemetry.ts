import { context, metrics, trace, type MeterProvider, type TracerProvider } from '@opentelemetry/api'
import type { ObservedEvent, Observer } from '../observer.ts'
import { meter } from './meter.ts'
import { RunSpans } from './run-spans.ts'

/** Options of {@link openTelemetry}; the defaults are the providers that the SDK registered. */
export interface OpenTelemetryOptions {
  readonly tracerProvider?: TracerProvider
  readonly meterProvider?: MeterProvider
}

const scope = 'sluice'

/**
 * An observer that gives traces and metrics to OpenTelemetry: a span for each run and each try of a step, with spans of
 * what a step calls below its own, and the figures of runs. It uses the API only: without an SDK that the program
 * registers, it does nothing.
 */
export function openTelemetry({ tracerProvider, meterProvider }: OpenTelemetryOptions = {}): Observer {
  const spans = new RunSpans((tracerProvider ?? trace).getTracer(scope))
  // The global meters know no later SDK, so they are asked for at the first event.
  let measure: ((event: ObservedEvent) => void) | undefined
  return Object.freeze({
    kind: 'opentelemetry',
    observe(event: ObservedEvent) {
      measure ??= meter((meterProvider ?? metrics).getMeter(scope))
      spans.observe(event)
      measure(event)
    },
    within: <T>(attempt: { readonly run: string; readonly step: string }, work: () => Promise<T>) => {
      const inside = spans.contextOf(attempt)
      return inside === undefined ? work() : context.with(inside, work)
    },
    async close() {
      spans.endAll()
    },
  })
}
