import { elementName, isStep, type Json, type Plan, type PlannedStep, type Step } from '@sluice/core'
import type { ReadOutput } from './observer.ts'

/** The outputs that a step reads, each with the step that made it. */
export function readsOf(plan: Plan, planned: PlannedStep, inputs: Json): readonly ReadOutput[] {
  if (planned.step.definition.map !== undefined) return gatheredReads(planned, inputs)
  const names = namesIn(plan)
  const reads = function* (node: unknown, value: Json | undefined, path: string): Generator<ReadOutput> {
    if (isStep(node)) {
      const step = names.get(node)
      if (step !== undefined && value !== undefined) yield { step, path, output: value }
      return
    }
    if (typeof node !== 'object' || node === null) return
    for (const [name, child] of Object.entries(node)) {
      const inner = (value as { readonly [name: string]: Json } | undefined)?.[name]
      yield* reads(child, inner, path === '' ? name : `${path}.${name}`)
    }
  }
  return [...reads(planned.step.definition.inputs, inputs, '')]
}

interface Gathered {
  readonly elements?: readonly { readonly key: string; readonly output?: Json }[]
}

/** The step that gathers the results of a map reads what its elements made; their parts stand in the output by name. */
function gatheredReads({ name: map }: PlannedStep, inputs: Json): readonly ReadOutput[] {
  return ((inputs as Gathered).elements ?? []).flatMap(({ key, output }, i) =>
    output === undefined ? [] : [{ step: elementName({ map, key }), path: `elements.${i}`, output }],
  )
}

type Names = ReadonlyMap<Step<unknown>, string>

/** Made once for each plan: for every step again it would be the square of their number. */
const known = new WeakMap<Plan, Names>()

function namesIn(plan: Plan): Names {
  const names = known.get(plan) ?? new Map(plan.steps.map(({ step, name }) => [step, name]))
  known.set(plan, names)
  return names
}
