import type { RetryPolicy } from '../retry-decision.ts'
import { step, type Inputs, type Step } from '../step.ts'
import { whyTooMany, type FailurePolicy } from './failure-policy.ts'
import { ElementsFailed } from './elements-failed.ts'
import { assertMapOptions } from './map-options.ts'
import { listElements } from './list-elements.ts'
import type { MapDefinition } from './map-definition.ts'
import type { ElementKey, ElementOf, Mappable } from './mappable.ts'
import type {
  ElementOutput,
  ElementSteps,
  FinishedElement,
  ListedElement,
  Mapped,
  UnfinishedElement,
} from './mapped.ts'

/** Options of {@link map}. */
export interface MapOptions<O extends Mappable, R extends ElementSteps, F extends FailurePolicy> {
  /** The step that gives the list or the dataset of elements. */
  readonly over: Step<O>
  /** What an element is known by from run to run; no two may have the same, none may be empty. */
  readonly key: ElementKey<ElementOf<O>>
  /**
   * Makes the step of an element, or a few by name that may read each other. Depends on nothing but the element and the
   * parameters of the pipeline: whoever works on the run calls it again.
   */
  readonly each: (element: ElementOf<O>) => R
  /** Steps, besides its own, that the steps of an element read. */
  readonly inputs?: Inputs
  /** Steps of elements that run at once; by default as many as there is room for. */
  readonly limit?: number
  /** Elements that there may be; more are refused before any runs. Default 1000. */
  readonly most?: number
  readonly onFailure?: F
  /** How the listing is tried again; the steps of elements have their own. */
  readonly retry?: Partial<RetryPolicy>
}

const defaultMost = 1000

/**
 * Makes a step of each element of a list or dataset that is only known when the run is under way: accounts that an
 * earlier step has found. The step of element `acme` of a map `pulls` is `pulls[acme]`; `pulls` itself ends when all of
 * them have, and gives their results in the order of the keys.
 *
 * The whole element is in the key of its steps: one that is there again with the same content is not done again,
 * whatever comes, goes or changes place beside it. Leave fields out that change without a reason to redo the work.
 *
 * @throws OptionInvalid for a limit, a number or a share that is none
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { z } from 'zod'
 * import { map, pipeline, planOf, step } from '@sluice/core'
 *
 * const spend = pipeline('spend', {
 *   params: z.object({}),
 *   steps: () => {
 *     const accounts = step({ inputs: {}, keyed: 'run', run: () => [{ id: 'acme', currency: 'EUR' }] })
 *     const pulls = map({
 *       over: accounts,
 *       key: 'id',
 *       each: ({ id, currency }) => step({ inputs: {}, keyed: 'run', run: () => `spend of ${id} in ${currency}` }),
 *       limit: 4,
 *       onFailure: { atMost: 3 },
 *     })
 *     const total = step({ inputs: { pulls }, run: ({ pulls }) => pulls.filter(pull => pull.status === 'succeeded').length })
 *     return { accounts, pulls, total }
 *   },
 * })
 * const plan = planOf(spend, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02') })
 * assert.deepEqual(plan.steps.map(({ name }) => name), ['accounts', 'pulls[]', 'pulls', 'total'])
 * ```
 */
export function map<O extends Mappable, R extends ElementSteps, const F extends FailurePolicy = 'block'>(
  options: MapOptions<O, R, F>,
): Step<readonly Mapped<ElementOutput<R>, F>[]> {
  type Result = readonly Mapped<ElementOutput<R>, F>[]
  const { over, key, each, inputs = {}, limit, most = defaultMost, retry } = options
  const onFailure: FailurePolicy = options.onFailure ?? 'block'
  assertMapOptions({ limit, most, onFailure })
  const list: Step<readonly ListedElement[]> = step({
    inputs: { over, beside: inputs },
    definition: { key: typeof key === 'string' ? key : { code: String(key) }, most },
    run: ({ over: found }, context) => listElements(found, { key: key as ElementKey<object>, most }, context),
    ...(retry !== undefined && { retry }),
  })
  const gathered = step({
    // Whoever runs the step puts what became of the elements in the place of the list.
    inputs: {
      elements: list as Step<unknown> as Step<readonly (FinishedElement<unknown> | UnfinishedElement)[]>,
    },
    definition: { onFailure },
    run: ({ elements }, context) => {
      const keys = elements.filter(({ status }) => status !== 'succeeded').map(element => element.key)
      const allowed = whyTooMany(onFailure, keys.length, elements.length)
      if (allowed === undefined) return elements
      throw new ElementsFailed({ map: context.step, keys, elements: elements.length, allowed })
    },
  })
  const definition: MapDefinition = { list, inputs, each, onFailure, ...(limit !== undefined && { limit }) }
  return Object.freeze({
    kind: 'step',
    definition: Object.freeze({ ...gathered.definition, map: Object.freeze(definition) }),
    // The phantom of the output's type, as that of `step`.
    output: undefined as unknown as Result,
  })
}
