import { listName, readElementName, type Json, type Plan, type PlannedStep, type Step } from '@sluice/core'
import { PlanChanged } from '../../errors/plan-changed.ts'
import type { RunJournal, RunRecord } from '../../journal/journal.ts'
import { addedSteps, gatheredInputs, gatheringStep, type AddedSteps } from '../../plan/added-steps.ts'
import { resolveInputs } from '../../plan/step-key.ts'
import type { HeldStep } from './held-step.ts'

/** Builds the plan of a run anew, from the project as this process has it. */
export type PlanFor = (run: RunRecord) => Plan

/** A held step as this process has it, among the steps of its run as far as it needs to know them. */
export interface PlannedWork {
  readonly plan: Plan
  readonly step: PlannedStep
  readonly steps: readonly PlannedStep[]
  /** Where the step is one of a map: its elements. */
  readonly added?: AddedSteps
}

/**
 * Finds a held step in the plan that this process builds, or in what a map of it makes of its elements.
 *
 * @throws PlanChanged when it is not there, or needs other steps; what building the plan throws
 */
export function plannedWork(planFor: PlanFor, { run, step, needs, outputs }: HeldStep): PlannedWork {
  const plan = planFor(run)
  const added = addedFor(plan, step, outputs)
  const steps = added === undefined ? plan.steps : withElements(plan.steps, added)
  const found = steps.find(({ name }) => name === step)
  const own = found !== undefined && added?.map === step ? gatheringStep(found, added) : found
  const same = own !== undefined && own.needs.toSorted().join() === needs.toSorted().join()
  if (same) return { plan, step: own, steps, ...(added !== undefined && { added }) }
  const reason = found === undefined ? 'this worker has no such step' : 'it needs other steps on this worker'
  const { pipeline, deployment } = run
  throw new PlanChanged({ step, pipeline, deployment, reason })
}

/** The elements of the map that a step is of, or gathers; every such step needs the one that has listed them. */
function addedFor(plan: Plan, step: string, outputs: ReadonlyMap<string, Json>): AddedSteps | undefined {
  const map = readElementName(step)?.map ?? step
  const list = outputs.get(listName(map))
  return list === undefined ? undefined : rememberedSteps(plan, map, list)
}

const remembered = new WeakMap<Plan, Map<string, { readonly text: string; readonly added: AddedSteps }>>()

/** Each of a map's elements asks for all of them; they are made once for a plan. */
function rememberedSteps(plan: Plan, map: string, list: Json): AddedSteps {
  const maps =
    remembered.get(plan) ?? new Map<string, { readonly text: string; readonly added: AddedSteps }>()
  remembered.set(plan, maps)
  const text = JSON.stringify(list)
  const known = maps.get(map)
  if (known?.text === text) return known.added
  const added = addedSteps(plan, map, list)
  maps.set(map, { text, added })
  return added
}

function withElements(steps: readonly PlannedStep[], added: AddedSteps): readonly PlannedStep[] {
  const gather = added.forEndOnly
    ? (step: PlannedStep) => step
    : (step: PlannedStep) => gatheringStep(step, added)
  return steps.flatMap(step => (step.name === added.map ? [...added.steps, gather(step)] : [step]))
}

/** The inputs of a held step. */
export async function inputsOf(
  { step, steps, added }: PlannedWork,
  { outputs, run }: HeldStep,
  journal: RunJournal,
): Promise<Json> {
  if (added?.map === step.name) {
    const ends = new Map((await journal.steps(run.id)).map(record => [record.name, record]))
    return gatheredInputs(added, name => ends.get(name))
  }
  const byStep = new Map<Step<unknown>, Json>()
  for (const { name, step: of } of steps) {
    const output = outputs.get(name)
    if (output !== undefined) byStep.set(of, output)
  }
  return resolveInputs(step.step, byStep)
}

/** Every step that needs this one to finish, directly or not. */
export function dependentsIn({ steps }: PlannedWork, step: string): readonly string[] {
  const found = new Set([step])
  // Plans are in topological order.
  for (const { name, needs } of steps) if (needs.some(need => found.has(need))) found.add(name)
  found.delete(step)
  return [...found]
}
