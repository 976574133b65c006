import { forestNumbers } from './forest-identity.ts'
import type { Forest } from './forest.ts'
import type { ExprNode } from './node.ts'
import { childrenOf } from './walk.ts'

/** A node of a set of expressions in which equal parts are one. */
export interface Interned {
  readonly id: number
  readonly node: ExprNode
  readonly children: readonly number[]
  /** How many parents and outputs read it. */
  uses: number
}

/** Expressions with their equal parts made one, in an order in which parts come before what reads them. */
export interface Graph {
  readonly nodes: readonly Interned[]
  /** The node of each output, in their order. */
  readonly outputs: readonly number[]
  /** The node that each object of the expressions stands for. */
  readonly objects: ReadonlyMap<ExprNode, number>
}

/** Finds equal parts of expressions, so that each is computed once. */
export function intern(outputs: Readonly<Record<string, ExprNode>>): Graph {
  const nodes: Interned[] = []
  const byObject = new Map<ExprNode, number>()
  const byShape = new Map<string, number>()
  const numberOf = forestNumbers()
  const visit = (node: ExprNode): number => {
    const known = byObject.get(node)
    if (known !== undefined) return known
    const children = childrenOf(node).map(visit)
    const shape = shapeOf(node, children, numberOf)
    let id = byShape.get(shape)
    if (id === undefined) {
      id = nodes.push({ id: nodes.length, node, children, uses: 0 }) - 1
      byShape.set(shape, id)
      for (const child of children) (nodes[child] as Interned).uses++
    }
    byObject.set(node, id)
    return id
  }
  const ids = Object.values(outputs).map(node => {
    const id = visit(node)
    ;(nodes[id] as Interned).uses++
    return id
  })
  return { nodes, outputs: ids, objects: byObject }
}

/** Text that is equal for equal nodes over equal children. */
function shapeOf(node: ExprNode, children: readonly number[], numberOf: (forest: Forest) => number): string {
  switch (node.kind) {
    case 'column':
      return `column ${node.type} ${node.name}`
    case 'literal':
      return `literal ${node.type} ${constants([node.value])}`
    case 'call':
      return `${node.op} ${children.join(' ')}`
    case 'case':
      return `case ${children.join(' ')}`
    case 'lookup': {
      const { type, keys, values, missing, unknown } = node
      return `lookup ${children[0]} ${type} ${constants([keys, values, missing, unknown])}`
    }
    case 'interpolate':
      return `interpolate ${children[0]} ${constants([node.xs, node.ys])}`
    case 'bucket':
      return `bucket ${children[0]} ${constants(node.edges)}`
    case 'forest':
      return `forest ${numberOf(node.forest)} ${children.join(' ')}`
  }
}

function constants(value: unknown): string {
  // JSON writes -0 as 0, but they are different constants.
  return JSON.stringify(value, (_key, item: unknown) => (Object.is(item, -0) ? '-0' : item))
}
