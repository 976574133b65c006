import type { Json } from '../../data/refs.ts'
import type { Outputs, Step } from '../step.ts'
import type { FailurePolicy } from './failure-policy.ts'

/** An element that a map found: what it is known by from run to run, and what it is. */
export interface ListedElement {
  readonly key: string
  readonly element: Json
}

/** The result of an element that finished. */
export interface FinishedElement<T> {
  readonly key: string
  readonly status: 'succeeded'
  readonly output: T
}

/** An element that did not finish, and why. */
export interface UnfinishedElement {
  readonly key: string
  readonly status: 'failed' | 'blocked' | 'skipped'
  readonly reason: string
  readonly output?: undefined
}

/** What a map gives for one element under a policy: with `block` all have finished. */
export type Mapped<T, F extends FailurePolicy = 'block'> = F extends 'block'
  ? FinishedElement<T>
  : FinishedElement<T> | UnfinishedElement

/** What an element becomes: a step, or a few by name. */
export type ElementSteps = Step<unknown> | Readonly<Record<string, Step<unknown>>>

/** The result of an element: the output of its step, or the outputs of its steps by name. */
export type ElementOutput<R> = R extends Step<infer T> ? T : Outputs<R>
