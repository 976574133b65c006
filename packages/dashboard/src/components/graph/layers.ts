import type { LayoutInput, Positions } from './layout.ts'

const sweeps = 4
const gaps = { along: { LR: 40, TB: 26 }, across: 14, margin: 8 } as const

type Neighbours = ReadonlyMap<string, readonly string[]>

/**
 * Places boxes in layers by how far they are from the beginning, each near the middle of its neighbours (the barycentre
 * heuristic of Sugiyama, Tagawa and Toda, 1981): linear in what there is, where the better layout takes seconds.
 */
export function inLayers({ boxes, edges, direction }: LayoutInput): Positions {
  const known = new Set(boxes.map(({ id }) => id))
  const inside = edges.filter(({ from, to }) => known.has(from) && known.has(to))
  const before = grouped(inside.map(({ from, to }) => [to, from]))
  const after = grouped(inside.map(({ from, to }) => [from, to]))
  const layers = layersOf(
    boxes.map(({ id }) => id),
    before,
  )
  const places = new Map(layers.flatMap(placesIn))
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    for (let i = 1; i < layers.length; i += 1) arrange(layers, i, { joined: before, places })
    for (let i = layers.length - 2; i >= 0; i -= 1) arrange(layers, i, { joined: after, places })
  }
  const [{ width, height } = { width: 0, height: 0 }] = boxes
  const isRight = direction === 'LR'
  const along = (isRight ? width : height) + gaps.along[direction]
  const across = (isRight ? height : width) + gaps.across
  const most = Math.max(...layers.map(({ length }) => length))
  return Object.fromEntries(
    layers.flatMap((layer, depth) =>
      layer.map((id, i) => {
        const main = gaps.margin + depth * along
        const cross = gaps.margin + ((most - layer.length) / 2 + i) * across
        return [id, isRight ? { x: main, y: cross } : { x: cross, y: main }]
      }),
    ),
  )
}

/** The longest way from a box without a need; boxes of a circle, which no plan has, come first. */
function layersOf(ids: readonly string[], before: Neighbours): string[][] {
  const depths = new Map<string, number>()
  const depthOf = (id: string): number => {
    const found = depths.get(id)
    if (found !== undefined) return found
    depths.set(id, 0)
    const depth = Math.max(-1, ...(before.get(id) ?? []).map(depthOf)) + 1
    depths.set(id, depth)
    return depth
  }
  const layers: string[][] = []
  for (const id of ids) {
    const layer = (layers[depthOf(id)] ??= [])
    layer.push(id)
  }
  return layers
}

/** Orders a layer by the mean place of what its boxes are joined to; a box that is joined to nothing stays. */
function arrange(
  layers: string[][],
  at: number,
  { joined, places }: { readonly joined: Neighbours; readonly places: Map<string, number> },
): void {
  const wanted = (id: string) => {
    const others = joined.get(id) ?? [id]
    return others.reduce((sum, other) => sum + (places.get(other) ?? 0), 0) / others.length
  }
  const layer = (layers[at] ?? [])
    .map(id => [wanted(id), id] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, id]) => id)
  layers[at] = layer
  for (const [id, place] of placesIn(layer)) places.set(id, place)
}

/** Where boxes stand in their layer, from 0 to 1. */
function placesIn(layer: readonly string[]): readonly (readonly [string, number])[] {
  return layer.map((id, i) => [id, (i + 0.5) / layer.length])
}

function grouped(pairs: readonly (readonly [string, string])[]): Neighbours {
  const groups = Map.groupBy(pairs, ([key]) => key)
  return new Map([...groups].map(([key, found]) => [key, found.map(([, value]) => value)]))
}
