import type { Json } from '../data/refs.ts'
import type { DataInterval } from '../schedule/data-interval.ts'
import type { ListedElement } from './map/mapped.ts'
import type { ScheduleOptions } from '../schedule/schedule.ts'
import { ParamsInvalid } from './params-invalid.ts'
import type { StandardSchemaV1 } from './standard-schema.ts'
import type { Step } from './step.ts'

/** The steps of a plan by name. */
export type Steps = Readonly<Record<string, Step<unknown>>>

/** What the function that builds a plan gets: parameters and time, both known before anything runs. */
export interface PlanContext<P> {
  readonly params: P
  readonly deployment: string
  readonly asOf: Date
  /** The time that the run covers; it ends at `asOf`. */
  readonly interval: DataInterval
}

/** A pipeline: a name, typed parameters, and plain TypeScript that returns the steps. */
export interface Pipeline<out P = unknown, out S extends Steps = Steps> {
  readonly kind: 'pipeline'
  readonly name: string
  /** Builds the steps for parameters that are validated first. */
  readonly steps: (context: PlanContext<unknown>) => S
  /** Validates parameters; throws {@link ParamsInvalid} naming the parameter and what is expected. */
  readonly parse: (params: unknown, deployment?: string) => P
  /** A deployment is the pipeline with parameters under a name, usually one per client. */
  deploy(name: string, options: DeployOptions): Deployment
}

/** Options of a deployment. */
export interface DeployOptions extends ScheduleOptions {
  readonly params: unknown
  /** The name people use, such as the client's. */
  readonly label?: string
  /** Cron expression for the pipeline that trains, where there is one; all other options are those of `schedule`. */
  readonly trainSchedule?: string
  /** Of runs that wait for their turn, those of greater priority go first; default 0. */
  readonly priority?: number
  /** Names of what its runs use and what has a limit in the configuration, such as `warehouse`. */
  readonly resources?: readonly string[]
}

/** A pipeline with parameters under a name. */
export interface Deployment extends DeployOptions {
  readonly kind: 'deployment'
  readonly pipeline: Pipeline
  /** The pipeline that trains what `pipeline` scores with, where there is one. */
  readonly train?: Pipeline
  /** The pipeline that tries the training as of past dates. */
  readonly backtest?: Pipeline
  /** The pipeline that searches options of the learner. */
  readonly search?: Pipeline
  readonly name: string
}

/** A step of a plan: its name, its definition, and the names of the steps it waits for. */
export interface PlannedStep {
  readonly name: string
  readonly step: Step<unknown>
  readonly needs: readonly string[]
  /** Of a step that a map has made: its element. */
  readonly element?: ListedElement
}

/** What would run, known before anything runs: it can be drawn, checked and diffed. */
export interface Plan {
  readonly pipeline: string
  readonly deployment: string
  readonly asOf: Date
  readonly interval: DataInterval
  readonly params: Json
  /** In topological order. */
  readonly steps: readonly PlannedStep[]
}

/** Options of {@link pipeline}. */
export interface PipelineOptions<P, S extends Steps = Steps> {
  /** Any Standard Schema, such as a zod object; it must validate without waiting. */
  readonly params: StandardSchemaV1<unknown, P>
  readonly steps: (context: PlanContext<P>) => S
}

/**
 * Declares a pipeline. `steps` is plain TypeScript over the parameters and returns the steps by name, so loops and
 * conditions give each deployment its own plan.
 *
 * @throws ParamsInvalid from `parse` and `steps` when parameters do not fit the schema.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { z } from 'zod'
 * import { pipeline, planOf, step } from '@sluice/core'
 *
 * const report = pipeline('report', {
 *   params: z.object({ platforms: z.array(z.string()) }),
 *   steps: ({ params }) => {
 *     const pulls = params.platforms.map(platform => step({ inputs: {}, definition: { platform }, run: () => platform }))
 *     const total = step({ inputs: { pulls }, run: ({ pulls }) => pulls.length })
 *     return { ...Object.fromEntries(pulls.map((pull, i) => [`pull-${params.platforms[i]}`, pull])), total }
 *   },
 * })
 * const plan = planOf(report, { deployment: 'acme', params: { platforms: ['ads', 'mail'] }, asOf: new Date('2026-03-02') })
 * assert.deepEqual(plan.steps.map(({ name }) => name), ['pull-ads', 'pull-mail', 'total'])
 * ```
 */
export function pipeline<P, S extends Steps>(name: string, options: PipelineOptions<P, S>): Pipeline<P, S> {
  const parse = (params: unknown, deployment?: string) =>
    parseParams(name, options.params, params, deployment)
  const declared: Pipeline<P, S> = {
    kind: 'pipeline',
    name,
    parse,
    steps: context => options.steps({ ...context, params: parse(context.params, context.deployment) }),
    deploy: (deployment, deploy) => deploymentOf({ pipeline: declared }, deployment, deploy),
  }
  return Object.freeze(declared)
}

/** Makes a deployment; its parameters are validated when a plan is built. */
export function deploymentOf(
  pipelines: Pick<Deployment, 'pipeline' | 'train' | 'backtest' | 'search'>,
  name: string,
  options: DeployOptions,
): Deployment {
  return Object.freeze({ ...options, kind: 'deployment', ...pipelines, name })
}

function parseParams<P>(
  pipeline: string,
  schema: StandardSchemaV1<unknown, P>,
  params: unknown,
  deployment: string | undefined,
): P {
  const result = schema['~standard'].validate(params)
  const where = { pipeline, ...(deployment !== undefined && { deployment }) }
  if (result instanceof Promise) {
    const message = 'the schema validates asynchronously, but a plan is built without waiting'
    throw new ParamsInvalid({ ...where, issues: [{ message }] })
  }
  if (result.issues !== undefined) throw new ParamsInvalid({ ...where, issues: result.issues })
  return result.value
}
