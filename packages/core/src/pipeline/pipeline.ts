import type { Json } from '../data/refs.ts'
import type { Step } from './step.ts'

/** The steps of a plan by name. */
export type Steps = Readonly<Record<string, Step<unknown>>>

/** What the function that builds a plan gets: parameters and time, both known before anything runs. */
export interface PlanContext<P> {
  readonly params: P
  readonly deployment: string
  readonly asOf: Date
}

/** A pipeline: a name, typed parameters, and plain TypeScript that returns the steps. */
export interface Pipeline<in out P = never> {
  readonly kind: 'pipeline'
  readonly name: string
  readonly steps: (context: PlanContext<P>) => Steps
  /** Validates parameters; throws `ParamsInvalid` naming the parameter, the value and what is expected. */
  readonly parse: (params: unknown) => P
  /** A deployment is the pipeline with parameters under a name, usually one per client. */
  deploy(name: string, options: { readonly params: unknown; readonly label?: string }): Deployment
}

/** A pipeline with parameters under a name. */
export interface Deployment {
  readonly kind: 'deployment'
  readonly pipeline: Pipeline<never>
  readonly name: string
  readonly params: unknown
  readonly label?: string
}

/** A step of a plan: its name, its definition, and the names of the steps it waits for. */
export interface PlannedStep {
  readonly name: string
  readonly step: Step<unknown>
  readonly needs: readonly string[]
}

/** What would run, known before anything runs: it can be drawn, checked and diffed. */
export interface Plan {
  readonly pipeline: string
  readonly deployment: string
  readonly asOf: Date
  readonly params: Json
  /** In topological order. */
  readonly steps: readonly PlannedStep[]
}
