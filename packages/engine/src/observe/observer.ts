import type { Json, Keyed } from '@sluice/core'
import type { RunEvent } from '../run/run-event.ts'

/** An output that a step reads: which step made it, and where it stands in the inputs, such as `tables`. */
export interface ReadOutput {
  readonly step: string
  readonly path: string
  readonly output: Json
}

/** A step has got its turn: now finished work is looked up, and where there is none it is tried. */
export interface StepReached {
  readonly kind: 'step-reached'
  readonly run: string
  readonly pipeline: string
  readonly deployment: string
  readonly step: string
  readonly asOf: Date
  readonly keyed: Keyed
  /** What its key is made of besides the inputs, such as the SQL of a query. */
  readonly definition: Json
  readonly reads: readonly ReadOutput[]
}

/** What an {@link Observer} is told: what happens while plans run, with its instant. */
export type ObservedEvent = (RunEvent | StepReached) & { readonly at: Date }

/** One try of a step, among all that a process works on. */
export interface AttemptName {
  readonly run: string
  readonly step: string
  readonly attempt: number
}

/**
 * Somewhere that what happens is told to: traces, metrics, a log, a lineage backend. Events hold no secrets; samples of
 * checks and outputs hold rows of data, which no observer sends anywhere.
 */
export interface Observer {
  readonly kind: string
  /** Takes note at once; what it cannot send it keeps for a while, and then drops. Never a run waits for it or fails. */
  observe(event: ObservedEvent): void
  /** Where an attempt must run for what it does to count as its part, such as inside of a span. */
  readonly within?: <T>(attempt: AttemptName, work: () => Promise<T>) => Promise<T>
  /** Waits for what was observed to arrive, but not for ever. What is observed later arrives too. */
  close(): Promise<void>
}
