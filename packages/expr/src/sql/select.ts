import { intern, type Graph, type Interned } from '../node/intern.ts'
import type { ExprNode } from '../node/node.ts'
import { compile, settled, type Piece, type SqlOptions } from './compile.ts'
import type { Dialect } from './dialect.ts'

/** What a SELECT of expressions is made of. */
export interface SelectOptions extends SqlOptions {
  readonly outputs: Readonly<Record<string, ExprNode>>
  /** A table or view; quoted. */
  readonly from: string
  /** Columns passed through as they are. */
  readonly keep?: readonly string[]
}

const prefix = 'sluice_part_'

/**
 * A SELECT of expressions over a table. Parts that several expressions read, or that the SQL of an operation repeats,
 * are computed once in an inner SELECT.
 */
export function selectSql(dialect: Dialect, options: SelectOptions): string {
  const graph = intern(options.outputs)
  const levels = levelsOf(graph, hoistedIds(dialect, graph))
  const done = new Map<number, Piece>()
  const hoisted = (node: ExprNode) => done.get(graph.objects.get(node) ?? -1)
  let source = dialect.identifier(options.from)
  levels.forEach((level, depth) => {
    const parts = level.map(id => {
      const { sql, nan } = compile(dialect, (graph.nodes[id] as Interned).node, options, hoisted)
      return { id, sql, nan, name: dialect.identifier(`${prefix}${id}`) }
    })
    source = `(SELECT *, ${parts.map(({ sql, name }) => `${sql} AS ${name}`).join(', ')} FROM ${source}) AS sluice_level_${depth}`
    for (const { id, name, nan } of parts) done.set(id, { sql: name, nan })
  })
  const kept = (options.keep ?? []).map(name => dialect.identifier(name))
  const columns = Object.keys(options.outputs).map((name, i) => {
    const id = graph.outputs[i] as number
    const piece = done.get(id) ?? compile(dialect, (graph.nodes[id] as Interned).node, options, hoisted)
    return `${settled(dialect, piece)} AS ${dialect.identifier(name)}`
  })
  return `SELECT ${[...kept, ...columns].join(', ')} FROM ${source}`
}

function hoistedIds(dialect: Dialect, graph: Graph): ReadonlySet<number> {
  const found = new Set<number>()
  for (const { id, node, children, uses } of graph.nodes) {
    if (uses > 1 && !isSmall(node)) found.add(id)
    const repeats =
      (node.kind === 'call' && dialect.repeats.has(node.op)) ||
      ['lookup', 'interpolate', 'bucket'].includes(node.kind)
    if (!repeats) continue
    for (const child of children) if (!isSmall((graph.nodes[child] as Interned).node)) found.add(child)
  }
  return found
}

function isSmall(node: ExprNode): boolean {
  return node.kind === 'column' || node.kind === 'literal'
}

/** Hoisted nodes by depth: a level reads only levels before it. */
function levelsOf(graph: Graph, hoisted: ReadonlySet<number>): readonly (readonly number[])[] {
  const depth: number[] = []
  const levels: number[][] = []
  for (const { id, children } of graph.nodes) {
    const below = children.reduce((most, child) => Math.max(most, depth[child] as number), 0)
    depth[id] = hoisted.has(id) ? below + 1 : below
    if (hoisted.has(id)) (levels[below] ??= []).push(id)
  }
  return levels
}
