import type { CheckResult } from '../checks/check.ts'
import type { BindContext, StepContext } from './context.ts'
import type { MapDefinition } from './map/map-definition.ts'
import type { SourceTables } from '../scoring/source-view.ts'
import type { RetryPolicy } from './retry-decision.ts'

/** Steps that a step reads: a step, or lists and records of steps. */
export type Inputs = { readonly [name: string]: Step<unknown> | readonly Step<unknown>[] | Inputs }

/** The outputs of the steps that stand in `I`. */
export type Outputs<I> = {
  readonly [K in keyof I]: I[K] extends { readonly output: infer T } ? T : Outputs<I[K]>
}

/**
 * What a step's key is made of besides its inputs.
 *
 * - `content`: definition + inputs; finished work is shared between runs.
 * - `run`: the step reads the outside world; its key also holds the run, so each run reads once.
 * - `effect`: the step changes the outside world (a delivery); as `run`, and never shared.
 */
export type Keyed = 'content' | 'run' | 'effect'

/** What a step does, as data plus its function. */
export interface StepDefinition {
  readonly keyed: Keyed
  readonly inputs: Inputs
  /** Everything the result depends on besides inputs: SQL text, expressions, options, parameters read. */
  readonly definition: unknown
  readonly run: (inputs: never, context: StepContext) => unknown
  /** Looks at a finished output before anything downstream may; a failed `block` check blocks the step. */
  readonly check?: (output: never, inputs: never, context: StepContext) => Promise<readonly CheckResult[]>
  /**
   * Does the step's work on empty tables of the declared schemas, so that `sluice check` finds a misspelt column
   * without data. Absent where the step does not know its schema.
   */
  readonly bind?: (inputs: never, context: BindContext) => unknown
  readonly retry?: Partial<RetryPolicy>
  readonly timeoutMs?: number
  /** Of a map: how it makes steps of its elements. */
  readonly map?: MapDefinition
  readonly limits?: StepLimits
  /** What the step reads from outside, by name: for tools that look at sources outside of a run. */
  readonly sources?: SourceTables
}

/** What a step may use; part of how it is run, not of what it makes. */
export interface StepLimits {
  /** Threads of DuckDB and of learners. Default: the cores divided by the steps that run at once. */
  readonly threads?: number
  /** With `isolation: 'process'`, memory of the step's process; above it the process is ended. */
  readonly memoryBytes?: number
  /**
   * Names of what the step uses and what the configuration limits (`limits.resources`), such as `warehouse`: no more steps
   * than its `atOnce` use it at once, over all workers of a database.
   */
  readonly resources?: readonly string[]
}

/** A node of the plan, used as a value: other steps name it in their `inputs`, and the types follow. */
export interface Step<out T> {
  readonly kind: 'step'
  readonly definition: StepDefinition
  /** Type only: there is no value here when the plan is built. */
  readonly output: T
}

/** Options of {@link step}. */
export interface StepOptions<I extends Inputs, T> extends Pick<
  StepDefinition,
  'retry' | 'timeoutMs' | 'limits' | 'sources'
> {
  readonly inputs: I
  /** Default `content`. */
  readonly keyed?: Keyed
  /**
   * Everything the result depends on besides the inputs and the function's own text, such as parameters that the
   * function closes over. Default: the text of the function alone.
   */
  readonly definition?: unknown
  readonly run: (inputs: Outputs<I>, context: StepContext) => T | Promise<T>
  readonly check?: (output: T, inputs: Outputs<I>, context: StepContext) => Promise<readonly CheckResult[]>
  readonly bind?: (inputs: Outputs<I>, context: BindContext) => T | Promise<T>
}

/**
 * Declares a step. Nothing runs here: the step is a value that other steps name in their `inputs`.
 *
 * The output must be JSON, with references to datasets and artifacts anywhere inside.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { step } from '@sluice/core'
 *
 * const two = step({ inputs: {}, run: () => 2 })
 * const doubled = step({ inputs: { two }, run: ({ two }) => two * 2 })
 * assert.equal(doubled.kind, 'step')
 * ```
 */
export function step<I extends Inputs, T>(options: StepOptions<I, T>): Step<T> {
  const { keyed = 'content', definition, run, ...rest } = options
  return Object.freeze({
    kind: 'step',
    definition: Object.freeze({ ...rest, keyed, run, definition: definition ?? { code: String(run) } }),
    // The phantom of the output's type; reading it while a plan is built gives undefined.
    output: undefined as T,
  })
}
