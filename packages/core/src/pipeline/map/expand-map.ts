import type { Json } from '../../data/refs.ts'
import type { Plan, PlannedStep } from '../pipeline.ts'
import { inputSteps, isStep, nameRule } from '../plan.ts'
import type { Inputs, Step } from '../step.ts'
import { elementName, listName } from './element-name.ts'
import type { MapDefinition } from './map-definition.ts'
import { MapInvalid } from './map-invalid.ts'
import type { ElementSteps, ListedElement } from './mapped.ts'

/** A map whose elements are known: their steps, and which of them make up an element. */
export interface ExpandedMap {
  readonly map: string
  /** In the order of keys, each after those it needs. */
  readonly steps: readonly PlannedStep[]
  readonly elements: readonly ExpandedElement[]
}

/** An element with the names of its steps: a list of one, or a record where `each` gave several. */
export interface ExpandedElement {
  readonly key: string
  readonly step?: string
  readonly parts?: Readonly<Record<string, string>>
}

/** What an element is made with. */
interface Scope {
  readonly map: string
  readonly definition: MapDefinition
  /** Steps of the plan by what they are; those that an element may read are in `allowed`. */
  readonly names: ReadonlyMap<Step<unknown>, string>
  readonly allowed: ReadonlySet<Step<unknown>>
}

/**
 * Makes the steps of a map's elements, given what the step that lists them has found. Who calls it again gets the same.
 *
 * @throws MapInvalid when `each` gives no steps, or steps that read what an element must not read; what `each` throws
 */
export function expandMap(plan: Plan, map: string, list: Json): ExpandedMap {
  const planned = plan.steps.find(({ name }) => name === map)
  const definition = planned?.step.definition.map
  if (definition === undefined) throw new MapInvalid({ map, reason: 'is no map of this pipeline' })
  const scope: Scope = {
    map,
    definition,
    names: new Map(plan.steps.map(({ name, step }) => [step, name])),
    allowed: new Set(stepsOf(definition.inputs)),
  }
  const made = (list as unknown as readonly ListedElement[]).map(listed => expandElement(scope, listed))
  return { map, steps: made.flatMap(({ steps }) => steps), elements: made.map(({ element }) => element) }
}

function* stepsOf(inputs: Inputs): Generator<Step<unknown>> {
  for (const child of Object.values(inputs)) {
    if (isStep(child)) yield child
    else yield* stepsOf(child as Inputs)
  }
}

function expandElement(
  scope: Scope,
  listed: ListedElement,
): { readonly steps: readonly PlannedStep[]; readonly element: ExpandedElement } {
  const { map, definition } = scope
  const { key, element } = listed
  const given: ElementSteps = definition.each(structuredClone(element) as never)
  const own = isStep(given) ? new Map([[given, elementName({ map, key })]]) : ownNames(scope, key, given)
  const copies = new Map<Step<unknown>, Step<unknown>>()
  const steps: PlannedStep[] = []
  const visit = (step: Step<unknown>, name: string) => {
    if (copies.has(step)) return
    if (step.definition.map !== undefined) {
      throw new MapInvalid({
        map,
        keys: [key],
        reason: `makes a map of element "${key}"; a map inside of a map is not supported: give one list of all pairs, or map over the results`,
      })
    }
    const needs = [...inputSteps(step)].map(({ step: input, path }) => {
      const inner = own.get(input)
      if (inner !== undefined) visit(input, inner)
      return inner ?? outerName(scope, input, name, path)
    })
    const copy = elementStep(step, element, copies)
    copies.set(step, copy)
    steps.push({ name, step: copy, needs: [...new Set([listName(map), ...needs])], element: listed })
  }
  for (const [step, name] of own) visit(step, name)
  if (isStep(given)) return { steps, element: { key, step: elementName({ map, key }) } }
  const parts = Object.fromEntries(Object.keys(given).map(part => [part, elementName({ map, key, part })]))
  return { steps, element: { key, parts } }
}

function ownNames({ map }: Scope, key: string, given: unknown): Map<Step<unknown>, string> {
  const entries = typeof given === 'object' && given !== null ? Object.entries(given) : []
  if (entries.length === 0) {
    throw new MapInvalid({
      map,
      keys: [key],
      reason: `makes no step of element "${key}"; \`each\` must return a step, or a record of steps`,
    })
  }
  const names = new Map<Step<unknown>, string>()
  for (const [part, step] of entries) {
    if (!isStep(step) || !nameRule.test(part) || names.has(step)) {
      throw new MapInvalid({
        map,
        keys: [key],
        reason: `makes "${part}" of element "${key}", which is not a step with a name of its own`,
      })
    }
    names.set(step, elementName({ map, key, part }))
  }
  return names
}

function outerName({ map, names, allowed }: Scope, input: Step<unknown>, step: string, path: string): string {
  const name = names.get(input)
  if (name === undefined) {
    throw new MapInvalid({
      map,
      reason: `has a step "${step}" whose ${path} is a step without a name; return it from \`each\` too, in a record: { ${path.split('.').at(-1)}, … }`,
    })
  }
  if (allowed.has(input)) return name
  throw new MapInvalid({
    map,
    reason: `has a step "${step}" that reads step "${name}"; name it in the \`inputs\` of the map, which then waits for it`,
  })
}

/** The step with its element in what it is defined by: what a function closes over is not in its text. */
function elementStep(
  { definition, ...step }: Step<unknown>,
  element: Json,
  copies: ReadonlyMap<Step<unknown>, Step<unknown>>,
): Step<unknown> {
  const { inputs, definition: of, ...rest } = definition
  return Object.freeze({
    ...step,
    definition: Object.freeze({
      ...rest,
      inputs: copied(inputs, copies) as Inputs,
      definition: { of, element },
    }),
  })
}

function copied(node: unknown, copies: ReadonlyMap<Step<unknown>, Step<unknown>>): unknown {
  if (isStep(node)) return copies.get(node) ?? node
  if (Array.isArray(node)) return node.map(child => copied(child, copies))
  return Object.fromEntries(
    Object.entries(node as object).map(([name, child]) => [name, copied(child, copies)]),
  )
}
