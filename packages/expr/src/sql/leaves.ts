import { lineThrough } from '../js/knots.ts'
import type { DataType, ExprNode, InterpolateNode, LookupNode, Value } from '../node/node.ts'
import { typeOf } from '../node/type-of.ts'
import type { Dialect } from './dialect.ts'
import type { Mode } from './piece.ts'
import { forestSql } from './forest-sql.ts'
import { between, lookupCase, unlessNull } from './search.ts'
import { filled } from './template.ts'
import { atom, type SqlTree } from './tree.ts'

type Leaf = Exclude<ExprNode, { readonly kind: 'column' | 'call' | 'case' }>

/** A constant, a lookup, line or bins over an input, or a forest over inputs. */
export function leafTree(
  dialect: Dialect,
  node: Leaf,
  inputs: readonly SqlTree[],
  { mode, budget }: { readonly mode: Mode; readonly budget: number },
): SqlTree {
  if (node.kind === 'literal') return atom(constant(dialect, node.value, node.type))
  if (node.kind === 'forest') return forestSql(dialect, node.forest, inputs, budget)
  const from = inputs[0] as SqlTree
  if (node.kind === 'lookup') return lookupTree(dialect, from, node)
  if (node.kind === 'interpolate') return lineTree(dialect, from, node, mode)
  if (dialect.bucket !== undefined && node.edges.length > 0) return dialect.bucket(from, node.edges)
  const counts = Array.from({ length: node.edges.length + 1 }, (_, i) => [dialect.number(i)])
  return unlessNull(from, dialect.missing('number'), between(from, node.edges.map(dialect.number), counts))
}

function lookupTree(dialect: Dialect, input: SqlTree, node: LookupNode): SqlTree {
  const value = (found: Value) => constant(dialect, found, node.type)
  const quick = dialect.lookup?.(input, node, value)
  return (
    quick ??
    lookupCase(dialect, input, node, { key: key => constant(dialect, key, typeOf(node.input)), value })
  )
}

function lineTree(dialect: Dialect, input: SqlTree, node: InterpolateNode, mode: Mode): SqlTree {
  const line = lineThrough(node)
  if (dialect.interpolate !== undefined) {
    const guards = mode === 'guarded' ? dialect.guarded : undefined
    const times = (a: SqlTree, b: SqlTree) =>
      guards === undefined
        ? filled(dialect.ops.multiply, [a, b])
        : guards([a, b], [{ op: 'multiply', left: 0, right: 1 }])
    return dialect.interpolate(input, line, times)
  }
  const n = dialect.number
  const rising = node.xs.slice(0, -1).map((x, i) => {
    const [slope, y] = [line.slopes[i] as number, node.ys[i] as number]
    return [`(${n(slope)} * (`, input, ` - ${n(x)}) + ${n(y)})`]
  })
  const choices = [[n(node.ys[0] as number)], ...rising, [n(node.ys.at(-1) as number)]]
  return unlessNull(input, dialect.missing('number'), between(input, node.xs.map(n), choices))
}

function constant(dialect: Dialect, value: Value, type: DataType): string {
  if (value === null) return dialect.missing(type)
  if (typeof value === 'string') return dialect.text(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  return type === 'timestamp' ? dialect.timestamp(value) : dialect.number(value)
}
