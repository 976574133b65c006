import { childrenOf, interpretJs, type ExprNode, type InterpolateNode } from '@sluice/expr'
import type { GeneratedRow } from './expression-arbitrary.ts'

/** True when arithmetic inside an expression overflows or underflows a double for a row. */
export function leavesRange(node: ExprNode, row: GeneratedRow): boolean {
  return [...arithmetic(node)].some(part => {
    const parts = Object.fromEntries([part, ...childrenOf(part)].map((child, i) => [`p${i}`, child]))
    const [result, ...operands] = Object.values(interpretJs(parts).row(row)) as (number | null)[]
    if (part.kind === 'interpolate') return pieceLeavesRange(part, operands[0] ?? null)
    if (result === null || result === undefined) return false
    const finite = operands.every(operand => Number.isFinite(operand))
    return (finite && !Number.isFinite(result)) || (result === 0 && operands.every(operand => operand !== 0))
  })
}

function pieceLeavesRange({ xs, ys }: InterpolateNode, x: number | null): boolean {
  if (x === null) return false
  return xs.slice(1).some((x1, i) => {
    const [x0, y0, y1] = [xs[i] as number, ys[i] as number, ys[i + 1] as number]
    const slope = (y1 - y0) / (x1 - x0)
    const rise = slope * (x - x0)
    return !Number.isFinite(rise) || (rise === 0 && slope !== 0 && x !== x0)
  })
}

function* arithmetic(node: ExprNode): Generator<ExprNode> {
  if (
    node.kind === 'interpolate' ||
    (node.kind === 'call' && ['add', 'subtract', 'multiply', 'divide'].includes(node.op))
  )
    yield node
  for (const child of childrenOf(node)) yield* arithmetic(child)
}
