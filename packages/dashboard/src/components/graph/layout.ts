import { graphlib, layout } from '@dagrejs/dagre'
import { inLayers } from './layers.ts'

/** A box to be placed. */
export interface BoxSize {
  readonly id: string
  readonly width: number
  readonly height: number
}

/** What a layout needs. */
export interface LayoutInput {
  readonly boxes: readonly BoxSize[]
  readonly edges: readonly { readonly from: string; readonly to: string }[]
  /** From left to right, or from top to bottom where there is little width. */
  readonly direction: 'LR' | 'TB'
}

/** Upper left corners of the boxes by id. */
export type Positions = Readonly<Record<string, { readonly x: number; readonly y: number }>>

/** From here on the better layout takes longer than somebody waits. */
const manyBoxes = 150

/** Places boxes in the direction of the edges. */
export function placed(input: LayoutInput): Positions {
  const { boxes, edges, direction } = input
  if (boxes.length > manyBoxes) return inLayers(input)
  const graph = new graphlib.Graph()
  graph.setGraph({
    rankdir: direction,
    nodesep: 14,
    ranksep: direction === 'LR' ? 40 : 26,
    marginx: 8,
    marginy: 8,
  })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height })
  for (const { from, to } of edges) {
    if (graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to)
  }
  layout(graph)
  return Object.fromEntries(
    boxes.map(({ id, width, height }) => {
      const { x = 0, y = 0 } = graph.node(id) as { readonly x?: number; readonly y?: number }
      return [id, { x: x - width / 2, y: y - height / 2 }]
    }),
  )
}
