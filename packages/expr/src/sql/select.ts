import { intern, type Graph, type Interned } from '../node/intern.ts'
import type { ExprNode } from '../node/node.ts'
import { typeOf } from '../node/type-of.ts'
import type { Dialect } from './dialect.ts'
import { defaultBudget, namesFor, within, type SqlOptions } from './expr-sql.ts'
import { lowering, type Lowering } from './lower.ts'
import { filled } from './template.ts'
import { written, type SqlTree } from './tree.ts'

/** What a SELECT of expressions is made of. */
export interface SelectOptions extends SqlOptions {
  readonly outputs: Readonly<Record<string, ExprNode>>
  /** A table or view; quoted. */
  readonly from: string
  /** Columns passed through as they are. */
  readonly keep?: readonly string[]
}

/**
 * A SELECT of expressions over a table. What several expressions read, what forests read and forests themselves are
 * computed once, in inner SELECTs.
 *
 * @throws SqlTooLarge when it has more characters than the budget.
 */
export function selectSql(dialect: Dialect, options: SelectOptions): string {
  const { outputs, from, keep = [], nanSafe = true, budget = defaultBudget } = options
  const graph = intern(outputs)
  const clean = forestInputs(graph)
  const apart = new Set([...graph.nodes.filter(isApart).map(({ id }) => id), ...clean])
  const lowered = lowering(dialect, graph, { nanSafe, budget, apart, clean })
  const results = graph.outputs.map(id => lowered.settled(lowered.root(id)))
  const newName = namesFor(graph, keep)
  const columns = graph.nodes.flatMap(({ node }) => (node.kind === 'column' ? [node.name] : []))
  const names = new Map<SqlTree, string>()
  const write = (sql: SqlTree) => written(sql, { bind: dialect.bind, names, newName })

  let source = dialect.identifier(from)
  const passed = [...new Set([...keep, ...columns])].map(name => dialect.identifier(name))
  for (const level of levelsOf(graph, apart, lowered)) {
    const computed = level.map(part => ({ part, name: newName(), sql: write(part) }))
    const list = [...passed, ...computed.map(({ sql, name }) => `${sql} AS ${name}`)]
    source = `(SELECT ${list.join(', ')} FROM ${source}${dialect.fence}) AS ${newName()}`
    for (const { part, name } of computed) {
      names.set(part, name)
      passed.push(name)
    }
  }
  const list = Object.entries(outputs).map(([name, node], i) => {
    const form = dialect.results[typeOf(node)]
    const value = results[i] as SqlTree
    const sql = isPlain(node) ? dialect.identifier(node.name) : write(form ? filled(form, [value]) : value)
    return `${sql} AS ${dialect.identifier(name)}`
  })
  const all = [...keep.map(name => dialect.identifier(name)), ...list]
  return within(budget, `SELECT ${all.join(', ')} FROM ${source}`)
}

/** Columns other than numbers need no reading. */
function isPlain(node: ExprNode): node is ExprNode & { readonly kind: 'column' } {
  return node.kind === 'column' && node.type !== 'number'
}

function isApart({ node, uses }: Interned): boolean {
  return node.kind === 'forest' || (uses > 1 && node.kind !== 'column' && node.kind !== 'literal')
}

/** What forests read, which they mention once for each node. */
function forestInputs({ nodes }: Graph): ReadonlySet<number> {
  const read = nodes.flatMap(({ node, children }) => (node.kind === 'forest' ? children : []))
  return new Set(read.filter(id => nodes[id]?.node.kind !== 'literal'))
}

/** The parts of each inner SELECT, from the table outwards: a level reads only levels before it. */
function levelsOf(
  graph: Graph,
  apart: ReadonlySet<number>,
  { root, ordinary }: Lowering,
): readonly (readonly SqlTree[])[] {
  const depth: number[] = []
  const levels: SqlTree[][] = []
  for (const { id, children } of graph.nodes) {
    const below = children.reduce((most, child) => Math.max(most, depth[child] as number), 0)
    depth[id] = apart.has(id) ? below + 1 : below
    if (apart.has(id)) (levels[below] ??= []).push(root(id).tree)
  }
  const test = ordinary()
  return test !== undefined && test.uses > 1 ? [[test.tree], ...levels] : levels
}
