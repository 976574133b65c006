import { memoized } from '../memoized.ts'
import type { Graph, Interned } from '../node/intern.ts'
import type { CallNode, ColumnNode, ExprNode } from '../node/node.ts'
import { callPiece, casePiece } from './calls.ts'
import type { Dialect } from './dialect.ts'
import { leafTree } from './leaves.ts'
import type { Mode, Piece, Settle } from './piece.ts'
import { isArithmetic, programOf } from './program.ts'
import { anyColumn, makesNaN, ordinaryColumn, rangeFinder } from './range.ts'
import { filled } from './template.ts'
import { atom, tree, type SqlTree } from './tree.ts'

/** Translates the nodes of a graph. */
export interface Lowering {
  /** The SQL of an output or of a node that is computed on its own in an inner SELECT. */
  readonly root: (id: number) => Piece
  /** The SQL of a node with NaN as NULL. */
  readonly settled: Settle
  /** True for rows in which every number has an ordinary magnitude; undefined where nobody asked. */
  readonly ordinary: () => { readonly tree: SqlTree; readonly uses: number } | undefined
}

/** What translating needs to know. */
export interface LoweringOptions {
  readonly nanSafe: boolean
  readonly budget: number
  /** The nodes computed in inner SELECTs. */
  readonly apart: ReadonlySet<number>
  /** Those of them whose NaN becomes NULL there. */
  readonly clean: ReadonlySet<number>
}

/** Translates a graph. */
export function lowering(dialect: Dialect, graph: Graph, options: LoweringOptions): Lowering {
  const { apart, nanSafe, budget } = options
  const isApart = (node: ExprNode) => apart.has(graph.objects.get(node) as number)
  const anyRow = rangeFinder(anyColumn, isApart)
  const ordinaryRow = rangeFinder(ordinaryColumn, isApart)
  const nodeAt = (id: number) => (graph.nodes[id] as Interned).node
  const ordinary = ordinaryRows(dialect, graph)
  let uses = 0

  const clean = memoized((sql: SqlTree) => filled(dialect.withoutNaN, [sql]))
  const settled: Settle = piece => (piece.nan ? clean(piece.tree) : piece.tree)

  const root = memoized((id: number): Piece => {
    const piece = rootOf(id)
    return options.clean.has(id) ? { tree: settled(piece), nan: false } : piece
  })
  const rootOf = (id: number): Piece => {
    const node = nodeAt(id)
    if (dialect.guarded === undefined || anyRow(node).safe) return inMode.plain(id)
    const guarded = settled(inMode.guarded(id))
    if (!ordinaryRow(node).safe) return { tree: guarded, nan: false }
    uses++
    const usual = settled(inMode.ordinary(id))
    return { tree: tree`CASE WHEN ${ordinary} THEN ${usual} ELSE ${guarded} END`, nan: false }
  }
  const partOf = (mode: Mode) => (id: number) => {
    if (!apart.has(id)) return inMode[mode](id)
    const { tree: sql, nan } = root(id)
    return { tree: sql, nan }
  }
  const translate =
    (mode: Mode) =>
    (id: number): Piece => {
      const { node, children } = graph.nodes[id] as Interned
      if (node.kind === 'column') return columnPiece(dialect, node, { mode, settled, nanSafe })
      if (mode === 'guarded' && isArithmetic(node)) return guardedPiece(id)
      const args = children.map(partOf(mode))
      if (node.kind === 'call') return callPiece(dialect, node, args, { settled, makesNaN: madeNaN(node) })
      if (node.kind === 'case') return casePiece(args, settled)
      return { tree: leafTree(dialect, node, args.map(settled), { mode, budget }), nan: false }
    }
  const guardedPiece = (id: number): Piece => {
    const { leaves, steps } = programOf(graph, id, apart)
    const values = leaves.map(partOf('guarded')).map(settled)
    return { tree: dialect.guarded?.(values, steps) as SqlTree, nan: false }
  }
  const madeNaN = ({ op, args }: CallNode) => dialect.guarded === undefined && makesNaN(op, args.map(anyRow))
  const inMode = {
    plain: memoized(translate('plain')),
    ordinary: memoized(translate('ordinary')),
    guarded: memoized(translate('guarded')),
  }
  return { root, settled, ordinary: () => (uses === 0 ? undefined : { tree: ordinary, uses }) }
}

function columnPiece(
  dialect: Dialect,
  { name, type }: ColumnNode,
  scope: { readonly mode: Mode; readonly settled: Settle; readonly nanSafe: boolean },
): Piece {
  const sql = atom(dialect.column(name, type))
  const piece = { tree: sql, nan: type === 'number' && scope.nanSafe }
  if (dialect.guarded === undefined) return piece
  // Databases with guards have cheap ways to make NaN NULL, and their guards compare.
  return { tree: scope.mode === 'ordinary' ? sql : { ...scope.settled(piece), atom: true }, nan: false }
}

/** Whether no number of a row is of extraordinary magnitude (or NaN); missing ones do no harm. */
function ordinaryRows(dialect: Dialect, graph: Graph): SqlTree {
  const columns = graph.nodes.flatMap(({ node }) =>
    node.kind === 'column' && node.type === 'number' ? [node.name] : [],
  )
  const { low, max } = ordinaryColumn
  const [least, most, zero] = [2 ** low, max, 0].map(dialect.number)
  const tests = columns.map(name => {
    const value = dialect.column(name, 'number')
    return `(abs(${value}) BETWEEN ${least} AND ${most} OR ${value} = ${zero})`
  })
  return tree`(${tests.length === 0 ? 'TRUE' : tests.join(' AND ')}) IS NOT FALSE`
}
