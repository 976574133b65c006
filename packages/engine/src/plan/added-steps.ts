import {
  expandMap,
  listName,
  readElementName,
  readListName,
  type ExpandedMap,
  type Json,
  type Plan,
  type PlannedStep,
} from '@sluice/core'
import type { StepEnd, StepStatus } from '../journal/journal.ts'
import { isGood } from '../journal/step-end.ts'
import { asSluiceError, errorRecord } from '../run/error-record.ts'

/** What the end of a step that lists elements adds to its run. */
export interface AddedSteps extends ExpandedMap {
  /** The step that lists them. */
  readonly list: string
  /** The map waits until they have ended, and not until they have finished. */
  readonly forEndOnly: boolean
  /** Steps of elements that run at once. */
  readonly limit?: number
}

/** An end with the steps that follow from it. */
export interface ExpandedEnd {
  readonly end: StepEnd
  readonly added?: AddedSteps
}

/**
 * An end with the steps that it adds to the run, for a step that lists elements; every other end as it is. Where no steps
 * can be made of the elements, the step has failed.
 */
export function withAdded(plan: Plan, end: StepEnd, redact: (text: string) => string): ExpandedEnd {
  const map = readListName(end.step)
  if (map === undefined || !isGood(end)) return { end }
  try {
    const added = addedSteps(plan, map, end.output as Json)
    return { end: { ...end, adds: added.steps.map(({ name }) => name) }, added }
  } catch (thrown) {
    const { output: _output, from: _from, ...rest } = end
    const error = errorRecord(asSluiceError(thrown, end.step, plan.deployment), redact)
    return { end: { ...rest, status: 'failed', error } }
  }
}

/** The steps of a map's elements, given what the step that lists them has found. */
export function addedSteps(plan: Plan, map: string, list: Json): AddedSteps {
  const definition = plan.steps.find(({ name }) => name === map)?.step.definition.map
  const { limit, onFailure } = definition ?? {}
  return {
    ...expandMap(plan, map, list),
    list: listName(map),
    forEndOnly: onFailure !== 'block',
    ...(limit !== undefined && { limit }),
  }
}

/** The maps of a plan whose elements are known, and the plan with their steps in it. */
export interface ExpandedPlan {
  readonly plan: Plan
  readonly maps: ReadonlyMap<string, AddedSteps>
}

/** A plan with the steps of elements that a past run had listed. */
export function expandPlan(plan: Plan, outputOf: (step: string) => Json | undefined): ExpandedPlan {
  const maps = new Map<string, AddedSteps>()
  const steps = plan.steps.flatMap(planned => {
    const list = planned.step.definition.map && outputOf(listName(planned.name))
    if (list === undefined) return [planned]
    const added = addedSteps(plan, planned.name, list)
    maps.set(planned.name, added)
    return [...added.steps, planned]
  })
  return { plan: { ...plan, steps }, maps }
}

/** The step that gathers the results, with everything it waits for. */
export function gatheringStep(planned: PlannedStep, { steps }: ExpandedMap): PlannedStep {
  return { ...planned, needs: [...new Set([...planned.needs, ...steps.map(({ name }) => name)])] }
}

/** What is known of an ended step, wherever it is known from. */
export type KnownEnd = Pick<StepEnd, 'output' | 'error' | 'checks'> & { readonly status: StepStatus }

/** The inputs of the step that gathers the results of a map: what became of every element. */
export function gatheredInputs(
  { elements }: ExpandedMap,
  endOf: (step: string) => KnownEnd | undefined,
): Json {
  const results = elements.map(({ key, step, parts }) => {
    const names = step === undefined ? Object.values(parts ?? {}) : [step]
    const bad = worstOf(names.map(name => [name, endOf(name)]))
    if (bad !== undefined) return { key, ...bad }
    const outputOf = (name: string) => endOf(name)?.output as Json
    const output =
      step === undefined
        ? Object.fromEntries(Object.entries(parts ?? {}).map(([part, name]) => [part, outputOf(name)]))
        : outputOf(step)
    return { key, status: 'succeeded', output }
  })
  return { elements: results }
}

type Named = readonly [name: string, end: KnownEnd | undefined]

/** Why an element did not finish: of its steps the one that failed, and not what was skipped because of it. */
function worstOf(ends: readonly Named[]): { readonly status: string; readonly reason: string } | undefined {
  const bad = ends.filter(([, end]) => end === undefined || !isGood(end))
  const [name, end] = bad.find(([, found]) => found?.status !== 'skipped') ?? bad[0] ?? []
  if (name === undefined) return undefined
  const blocking = end?.checks?.find(({ status, severity }) => status === 'failed' && severity === 'block')
  const status = end?.status === 'failed' || end?.status === 'blocked' ? end.status : 'skipped'
  return {
    status,
    reason: `${name}: ${end?.error?.message ?? blocking?.message ?? end?.status ?? 'not there'}`,
  }
}

/** True for a step of an element that may have failed: its map went on without it. */
export function isTolerated(step: string, statusOf: (step: string) => StepStatus | undefined): boolean {
  const element = readElementName(step)
  if (element === undefined) return false
  const map = statusOf(element.map)
  return map === 'succeeded' || map === 'memoised'
}
