import type { StepRecord } from '@sluice/engine'
import type { Dataset, LineageNode, StepName } from '../api/dataset.ts'
import { datasetName } from './dataset-made.ts'
import { destinationOf } from './deliveries.ts'
import { outputParts } from './output-parts.ts'
import type { StepFacts } from './step-facts.ts'

const mostNodes = 120
const mostDepth = 6

interface Graph {
  readonly nodes: Map<string, LineageNode>
  readonly edges: Map<string, { readonly from: string; readonly to: string }>
}

/** What leads to a step's dataset, and what follows from it, within the run that made it; models lead on to others. */
export function lineageOf(
  { steps, versions }: Pick<StepFacts, 'steps' | 'versions'>,
  digest: string,
  nameOf: (step: string) => StepName,
): Dataset['lineage'] {
  const graph = graphOf(steps, versions, nameOf)
  const depths = new Map([[`dataset:${digest}`, 0]])
  spread(graph, depths, digest, -1)
  spread(graph, depths, digest, 1)
  const near = [...depths].toSorted(([, a], [, b]) => Math.abs(a) - Math.abs(b)).slice(0, mostNodes)
  const kept = new Map(near)
  const nodes = near.flatMap(([id, depth]) => {
    const node = graph.nodes.get(id)
    return node === undefined ? [] : [{ ...node, depth }]
  })
  return {
    nodes,
    edges: [...graph.edges.values()].filter(({ from, to }) => kept.has(from) && kept.has(to)),
    cut: depths.size > mostNodes || [...depths.values()].some(depth => Math.abs(depth) === mostDepth),
  }
}

/** Every step of a run with what it read and made. */
function graphOf(
  steps: readonly StepRecord[],
  versions: StepFacts['versions'],
  nameOf: (step: string) => StepName,
): Graph {
  const graph: Graph = { nodes: new Map(), edges: new Map() }
  const made = new Map<string, readonly string[]>()
  for (const step of steps) {
    const id = `step:${step.name}`
    add(graph, { id, kind: 'step', name: step.name, depth: 0, at: nameOf(step.name) })
    for (const { step: read } of step.parts?.inputs ?? []) {
      for (const from of made.get(read) ?? [`step:${read}`]) link(graph, from, id)
    }
    const out = outputsOf(graph, step, versions)
    for (const to of out) link(graph, id, to)
    // What makes neither dataset nor model is read as a step.
    made.set(step.name, out.length === 0 ? [id] : out)
  }
  return graph
}

function outputsOf(
  graph: Graph,
  { name, output }: StepRecord,
  versions: StepFacts['versions'],
): readonly string[] {
  if (output === undefined) return []
  const { datasets, artifacts } = outputParts(output)
  const destination = destinationOf(name, output)
  if (destination !== undefined) {
    const id = `destination:${name}`
    add(graph, { id, kind: 'destination', name: destination, depth: 0 })
    link(graph, `step:${name}`, id)
  }
  return [
    ...datasets.map(([path, { digest, rows }]) => {
      const id = `dataset:${digest}`
      add(graph, { id, kind: 'dataset', name: datasetName(name, path), depth: 0, digest, rows })
      return id
    }),
    ...artifacts.flatMap(([, { digest }]) => {
      const version = versions.get(digest)
      if (version === undefined) return []
      const id = `model:${version.model} v${version.version}`
      add(graph, { id, kind: 'model', name: `${version.model} v${version.version}`, depth: 0 })
      return [id]
    }),
  ]
}

function add({ nodes }: Graph, node: LineageNode): void {
  if (!nodes.has(node.id)) nodes.set(node.id, node)
}

function link({ edges }: Graph, from: string, to: string): void {
  if (from !== to) edges.set(`${from}\n${to}`, { from, to })
}

/** Walks from the dataset against the edges, or along them. */
function spread({ edges }: Graph, depths: Map<string, number>, digest: string, way: -1 | 1): void {
  const beside = Map.groupBy(edges.values(), ({ from, to }) => (way === 1 ? from : to))
  const queue = [`dataset:${digest}`]
  for (const at of queue) {
    const depth = (depths.get(at) ?? 0) + way
    if (Math.abs(depth) > mostDepth) continue
    for (const { from, to } of beside.get(at) ?? []) {
      const next = way === 1 ? to : from
      if (depths.has(next)) continue
      depths.set(next, depth)
      queue.push(next)
    }
  }
}
