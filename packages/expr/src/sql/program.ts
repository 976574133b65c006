import type { Graph, Interned } from '../node/intern.ts'
import type { ExprNode, Op } from '../node/node.ts'

/** Arithmetic on two numbers, which may leave the range of a double. */
export type ArithmeticOp = Op & ('add' | 'subtract' | 'multiply' | 'divide')

/**
 * Arithmetic as a list of steps over registers. The first registers hold the leaves; each step adds one, and the
 * last register is the result.
 */
export interface Program {
  /** Nodes that are something else than arithmetic. */
  readonly leaves: readonly number[]
  readonly steps: readonly Step[]
}

/** One operation on two registers, which count from 0. */
export interface Step {
  readonly op: ArithmeticOp
  readonly left: number
  readonly right: number
}

const arithmetic: ReadonlySet<string> = new Set<ArithmeticOp>(['add', 'subtract', 'multiply', 'divide'])

/** True for a node that is arithmetic on two numbers. */
export function isArithmetic(node: ExprNode): boolean {
  return node.kind === 'call' && arithmetic.has(node.op)
}

/** The arithmetic that ends in a node, down to what is computed apart or is something else. */
export function programOf(graph: Graph, id: number, apart: ReadonlySet<number>): Program {
  const leaves: number[] = []
  const inner: number[] = []
  const seen = new Set<number>()
  const visit = (at: number): void => {
    if (seen.has(at)) return
    seen.add(at)
    const interned = graph.nodes[at] as Interned
    if (!isArithmetic(interned.node) || (apart.has(at) && at !== id)) return void leaves.push(at)
    interned.children.forEach(visit)
    inner.push(at)
  }
  visit(id)
  const register = new Map([...leaves, ...inner].map((at, i) => [at, i]))
  const steps = inner.map((at): Step => {
    const { node, children } = graph.nodes[at] as Interned
    const [left, right] = children.map(child => register.get(child)) as [number, number]
    return { op: (node as { readonly op: ArithmeticOp }).op, left, right }
  })
  return { leaves, steps }
}
