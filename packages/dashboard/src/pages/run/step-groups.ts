import type { RunStep } from '@sluice/server'

/** A step, or the elements of a map as one. */
export interface StepBox {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly steps: readonly RunStep[]
  /** The step that lists the elements, where this stands for them. */
  readonly map?: string
}

/** The boxes of a run with what each waits for. */
export interface StepGraph {
  readonly boxes: readonly StepBox[]
  readonly edges: readonly { readonly from: string; readonly to: string }[]
  /** The box of a step by its name. */
  readonly boxOf: ReadonlyMap<string, string>
}

/** Elements of maps that are not open are one box; a map of so few is always open. */
const fewElements = 4

const worst = [
  'failed',
  'blocked',
  'running',
  'cancelled',
  'waiting',
  'skipped',
  'succeeded',
  'memoised',
] as const

/** The worst status of steps: what a box of many shows. */
export function worstStatus(steps: readonly Pick<RunStep, 'status'>[]): string {
  return worst.find(status => steps.some(step => step.status === status)) ?? 'waiting'
}

/** The graph of a run, with the elements of maps folded except those in `open`. */
export function stepGraph(steps: readonly RunStep[], open: ReadonlySet<string>): StepGraph {
  const folded = foldedMaps(steps, open)
  const boxes: StepBox[] = []
  const boxOf = new Map<string, string>()
  for (const step of steps) {
    const elements = step.map === undefined ? undefined : folded.get(step.map)
    if (elements === undefined || step.map === undefined) {
      boxOf.set(step.name, step.name)
      boxes.push({ id: step.name, name: nameOf(step), status: step.status, steps: [step] })
      continue
    }
    const id = `map ${step.map}`
    boxOf.set(step.name, id)
    if (elements[0] === step) {
      const name = `${step.name.replace(/\[.*$/, '')} × ${elements.length}`
      boxes.push({ id, name, status: worstStatus(elements), steps: elements, map: step.map })
    }
  }
  return { boxes, edges: edgesOf(steps, boxOf), boxOf }
}

function nameOf({ name, map }: RunStep): string {
  return map === undefined ? name : name.slice(Math.max(0, name.indexOf('[')))
}

function foldedMaps(
  steps: readonly RunStep[],
  open: ReadonlySet<string>,
): ReadonlyMap<string, readonly RunStep[]> {
  const maps = new Map<string, RunStep[]>()
  for (const step of steps) {
    if (step.map === undefined || open.has(step.map)) continue
    const elements = maps.get(step.map)
    if (elements === undefined) maps.set(step.map, [step])
    else elements.push(step)
  }
  for (const [map, elements] of maps) if (elements.length <= fewElements) maps.delete(map)
  return maps
}

function edgesOf(steps: readonly RunStep[], boxOf: ReadonlyMap<string, string>): StepGraph['edges'] {
  const edges = new Map<string, { from: string; to: string }>()
  for (const { name, needs } of steps) {
    for (const need of needs) {
      const [from, to] = [boxOf.get(need), boxOf.get(name)]
      if (from === undefined || to === undefined || from === to) continue
      edges.set(JSON.stringify([from, to]), { from, to })
    }
  }
  return [...edges.values()]
}
