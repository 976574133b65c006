import { listName, readElementName, readListName } from '@sluice/core'
import { plural, whole } from './words.ts'

/** A step by name, and what it is. */
interface NamedStep {
  readonly name: string
  readonly status: string
}

/** A step as it is shown: of a map the step that gathers the results, with those that belong to it. */
export interface ShownStep<S> {
  readonly step: S
  readonly map?: MapParts<S>
  /** The step, and of a map everything that belongs to it. */
  readonly all: readonly S[]
}

/** What belongs to a map besides the step that gathers the results. */
export interface MapParts<S> {
  readonly list: S
  readonly elements: readonly S[]
}

/** Puts the steps of each map into one. */
export function withMaps<S extends Pick<NamedStep, 'name'>>(steps: readonly S[]): readonly ShownStep<S>[] {
  const lists = new Map(
    steps.filter(({ name }) => readListName(name) !== undefined).map(step => [step.name, step]),
  )
  const elements = Map.groupBy(
    steps.filter(({ name }) => readElementName(name) !== undefined),
    ({ name }) => readElementName(name)?.map,
  )
  return steps.flatMap(step => {
    if (step.name.includes('[')) return []
    const list = lists.get(listName(step.name))
    if (list === undefined) return [{ step, all: [step] }]
    const map = { list, elements: elements.get(step.name) ?? [] }
    return [{ step, map, all: [list, ...map.elements, step] }]
  })
}

const good = new Set(['succeeded', 'memoised'])
const bad = new Set(['failed', 'blocked', 'skipped', 'cancelled'])

/** How many elements of a map have finished: `37 of 40 elements, 2 not, 1 runs`; how far the listing is before. */
export function elementCounts<S extends NamedStep>({ list, elements }: MapParts<S>): string {
  if (!good.has(list.status)) return list.status === 'running' ? 'lists elements' : ''
  const states = [...Map.groupBy(elements, ({ name }) => readElementName(name)?.key).values()]
  const finished = states.filter(parts => parts.every(({ status }) => good.has(status))).length
  const failed = states.filter(parts => parts.some(({ status }) => bad.has(status))).length
  const running = states.filter(parts => parts.some(({ status }) => status === 'running')).length
  const rest = [failed > 0 ? `${whole(failed)} not` : '', running > 0 ? `${whole(running)} now` : '']
  const of = `${whole(finished)} of ${plural(states.length, 'element')}`
  return [of, ...rest.filter(text => text !== '')].join(', ')
}

/** Of lines about elements the first few, and how many more there are. */
export function firstFew(lines: readonly string[], most = 10): readonly string[] {
  if (lines.length <= most + 1) return lines
  return [...lines.slice(0, most), `… and ${whole(lines.length - most)} more elements`]
}
