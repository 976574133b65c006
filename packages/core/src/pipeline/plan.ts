import type { Json } from '../data/refs.ts'
import type { DataInterval } from '../schedule/data-interval.ts'
import { canonicalJson } from './canonical-json.ts'
import { listName } from './map/element-name.ts'
import { PlanInvalid } from './plan-invalid.ts'
import type { Pipeline, Plan, PlannedStep, Steps } from './pipeline.ts'
import type { Step } from './step.ts'

/** For whom and as of when a plan is built. */
export interface PlanOptions {
  readonly deployment: string
  readonly params: unknown
  readonly asOf: Date
  /** The time that the run covers, where a schedule says so; default the 24 hours before `asOf`. */
  readonly interval?: DataInterval
}

const dayMs = 86_400_000
/** What a step may be called. */
export const nameRule = /^[a-z][a-z0-9_.-]*$/i

/**
 * Builds the plan of a pipeline for one deployment and instant. Nothing is read or written.
 *
 * @throws ParamsInvalid when the parameters do not fit, PlanInvalid when a step has no name or two.
 */
export function planOf(pipeline: Pipeline, options: PlanOptions): Plan {
  const { deployment, params, asOf } = options
  const interval = options.interval ?? { start: new Date(asOf.getTime() - dayMs), end: asOf }
  const steps = pipeline.steps({ params, deployment, asOf, interval })
  const names = namesOf(pipeline.name, steps)
  const planned: PlannedStep[] = []
  const visited = new Set<Step<unknown>>()
  const visit = (step: Step<unknown>, name: string) => {
    if (visited.has(step)) return
    visited.add(step)
    const needs = [...inputSteps(step)].map(({ step: input, path }) => {
      const found = names.get(input)
      if (found === undefined) throw unnamed(pipeline.name, name, path)
      visit(input, found)
      return found
    })
    planned.push({ name, step, needs: [...new Set(needs)] })
  }
  for (const [name, step] of Object.entries(steps)) visit(step, name)
  const facts = { pipeline: pipeline.name, deployment, asOf, interval, params: toJson(params) }
  return Object.freeze({ ...facts, steps: planned })
}

/** The steps that a step reads, with where they stand in its inputs. */
export function* inputSteps(
  step: Step<unknown>,
): Generator<{ readonly step: Step<unknown>; readonly path: string }> {
  yield* stepsIn(step.definition.inputs, 'inputs')
}

function* stepsIn(
  node: unknown,
  path: string,
): Generator<{ readonly step: Step<unknown>; readonly path: string }> {
  if (isStep(node)) {
    yield { step: node, path }
    return
  }
  if (typeof node !== 'object' || node === null) return
  for (const [name, child] of Object.entries(node)) yield* stepsIn(child, `${path}.${name}`)
}

/** True for the values that {@link step} returns. */
export function isStep(value: unknown): value is Step<unknown> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'step'
}

function namesOf(pipeline: string, steps: Steps): ReadonlyMap<Step<unknown>, string> {
  const names = new Map<Step<unknown>, string>()
  for (const [name, step] of Object.entries(steps)) {
    if (!isStep(step)) {
      throw new PlanInvalid({ pipeline, step: name, reason: 'is not a step; make it with step()' })
    }
    if (!nameRule.test(name)) {
      const reason = 'a step name starts with a letter and holds only letters, digits, ".", "_" and "-"'
      throw new PlanInvalid({ pipeline, step: name, reason })
    }
    const other = names.get(step)
    if (other !== undefined) {
      throw new PlanInvalid({
        pipeline,
        step: name,
        reason: `is the same step as "${other}"; return it once`,
      })
    }
    names.set(step, name)
    const { map } = step.definition
    if (map !== undefined) names.set(map.list, listName(name))
  }
  return names
}

function unnamed(pipeline: string, step: string, path: string): PlanInvalid {
  const reason = `${path} is a step without a name; add it to the steps that the pipeline returns`
  return new PlanInvalid({ pipeline, step, reason })
}

function toJson(params: unknown): Json {
  return JSON.parse(canonicalJson(params)) as Json
}
