import {
  Background,
  Controls,
  Handle,
  Position,
  ReactFlow,
  type Edge,
  type Node,
  type NodeProps,
  type ReactFlowInstance,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import './graph.css'
import { useEffect, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useNarrow } from '../../data/use-narrow.ts'
import { nearest } from './nearest.ts'
import { leastZoom, viewportOf, type Rect } from './viewport.ts'
import type { Positions } from './layout.ts'
import { useLayout } from './use-layout.ts'

/** A box of a graph. */
export interface GraphBox {
  readonly id: string
  /** In words, for who does not see it. */
  readonly label: string
  readonly content: ReactNode
  readonly className?: string
}

interface BoxData extends Record<string, unknown> {
  readonly box: GraphBox
  readonly isChosen: boolean
  readonly isDown: boolean
}

type BoxNode = Node<BoxData, 'box'>

const width = 152
const height = 42
const fit = { padding: 0.06, minZoom: leastZoom, maxZoom: 1 } as const
const whole = { padding: 0.06, maxZoom: 1 } as const
const margin = 36
const heights = { least: 116, most: 380 } as const

/** A graph from left to right. Arrows walk it, Enter chooses. */
export function Graph({
  label,
  boxes,
  edges,
  chosen,
  focus = chosen,
  onChoose,
}: {
  readonly label: string
  readonly boxes: readonly GraphBox[]
  readonly edges: readonly { readonly from: string; readonly to: string }[]
  readonly chosen?: string | undefined
  /** What to begin with where not everything fits; else the first box. */
  readonly focus?: string | undefined
  readonly onChoose: (id: string) => void
}) {
  const direction = useNarrow() ? ('TB' as const) : ('LR' as const)
  const ids = boxes.map(({ id }) => id).join('\n')
  const input = useMemo(
    () => ({ boxes: ids.split('\n').map(id => ({ id, width, height })), edges, direction }),
    [ids, edges, direction],
  )
  const positions = useLayout(input)
  const nodes = boxes.flatMap((box): readonly BoxNode[] => {
    const position = positions?.[box.id]
    if (position === undefined) return []
    const isChosen = box.id === chosen
    return [
      {
        id: box.id,
        type: 'box',
        position,
        width,
        height,
        data: { box, isChosen, isDown: direction === 'TB' },
        ariaLabel: box.label,
      },
    ]
  })
  const { box, flow } = useFit(positions, focus)
  return (
    <div
      ref={box}
      className="graph"
      style={{ height: heightOf(positions) }}
      onKeyDownCapture={event => walk(event, nodes, onChoose)}
    >
      {positions === undefined && <p className="graph-wait quiet">Placing {boxes.length} steps …</p>}
      <ReactFlow
        aria-label={label}
        nodes={nodes}
        edges={edges.map(asEdge)}
        nodeTypes={nodeTypes}
        onInit={instance => (flow.current = instance)}
        onNodeClick={(_, { id }) => onChoose(id)}
        {...still}
        onlyRenderVisibleElements={boxes.length > manyBoxes}
      >
        <Background gap={18} size={1} />
        <Controls showInteractive={false} fitViewOptions={whole} />
      </ReactFlow>
    </div>
  )
}

const manyBoxes = 120

// A drawing to look at and walk through: nothing is moved, joined or deleted, and the page scrolls over it.
const still = {
  ariaLabelConfig: {
    'node.a11yDescription.default': 'Enter opens it, arrows lead to the next one.',
    'node.a11yDescription.keyboardDisabled': 'Enter opens it, arrows lead to the next one.',
  },
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: true,
  edgesFocusable: false,
  elementsSelectable: false,
  deleteKeyCode: null,
  minZoom: 0.08,
  maxZoom: 1.5,
  fitView: true,
  fitViewOptions: fit,
  preventScrolling: false,
  zoomOnScroll: false,
  panOnScroll: false,
} as const

const nodeTypes = { box: Box }

function Box({ data: { box, isChosen, isDown } }: NodeProps<BoxNode>) {
  return (
    <div className={`graph-box ${box.className ?? ''}`} data-chosen={isChosen}>
      <Handle type="target" position={isDown ? Position.Top : Position.Left} isConnectable={false} />
      {box.content}
      <Handle type="source" position={isDown ? Position.Bottom : Position.Right} isConnectable={false} />
    </div>
  )
}

/** Shows what there is as soon as it is placed, and again when the room for it changes. */
function useFit(positions: Positions | undefined, focus: string | undefined) {
  const flow = useRef<ReactFlowInstance<BoxNode>>(null)
  const box = useRef<HTMLDivElement>(null)
  const latest = useRef(focus)
  useEffect(() => {
    latest.current = focus
  })
  useEffect(() => {
    if (box.current === null || positions === undefined) return
    const view = box.current
    const fitAgain = () => {
      const room = { width: view.clientWidth, height: view.clientHeight }
      const at = viewportOf(Object.entries(positions).map(asRect), room, latest.current)
      requestAnimationFrame(
        () => void (at === undefined ? flow.current?.fitView(fit) : flow.current?.setViewport(at)),
      )
    }
    const observer = new ResizeObserver(fitAgain)
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [positions])
  return { box, flow }
}

function asRect([id, { x, y }]: readonly [string, { readonly x: number; readonly y: number }]): Rect {
  return { id, x, y, width, height }
}

function heightOf(positions: Positions | undefined): number {
  const bottom = Math.max(0, ...Object.values(positions ?? {}).map(({ y }) => y + height))
  return Math.min(heights.most, Math.max(heights.least, bottom + margin))
}

function asEdge({ from, to }: { readonly from: string; readonly to: string }): Edge {
  return { id: `${from}\n${to}`, source: from, target: to, type: 'default' }
}

function walk(
  event: KeyboardEvent<HTMLDivElement>,
  nodes: readonly BoxNode[],
  onChoose: (id: string) => void,
): void {
  const id = (event.target as HTMLElement).closest('[data-id]')?.getAttribute('data-id')
  if (id === null || id === undefined) return
  const spots = nodes.map(({ id, position }) => ({ id, ...position }))
  const to = nearest(spots, id, event.key)
  if (to !== undefined) focusBox(event.currentTarget, to)
  else if (event.key === 'Enter' || event.key === ' ') onChoose(id)
  else return
  event.preventDefault()
  event.stopPropagation()
}

function focusBox(graph: HTMLElement, id: string): void {
  graph.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus()
}
