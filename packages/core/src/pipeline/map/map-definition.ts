import type { Inputs, Step } from '../step.ts'
import type { FailurePolicy } from './failure-policy.ts'
import type { ElementSteps, ListedElement } from './mapped.ts'

/** What a map needs to make steps of its elements. */
export interface MapDefinition {
  /** The step that lists the elements. */
  readonly list: Step<readonly ListedElement[]>
  /** Steps besides those of the element that its steps may read. */
  readonly inputs: Inputs
  readonly each: (element: never) => ElementSteps
  readonly limit?: number
  readonly onFailure: FailurePolicy
}
