import { lineThrough } from '../js/knots.ts'
import type { Graph, Interned } from '../node/intern.ts'
import type { CallNode, DataType, ExprNode, InterpolateNode, LookupNode, Op, Value } from '../node/node.ts'
import { typeOf } from '../node/type-of.ts'
import type { Dialect } from './dialect.ts'
import { anyColumn, makesNaN, ordinaryColumn, rangeFinder } from './range.ts'
import { isArithmetic, programOf } from './program.ts'
import { between, lookupCase, unlessNull } from './search.ts'
import { filled } from './template.ts'
import { atom, tree, type SqlTree } from './tree.ts'

/** SQL of a node; `nan` says that its value may be NaN, which stands for missing but is not NULL yet. */
export interface Piece {
  readonly tree: SqlTree
  readonly nan: boolean
  /** Of a smallest or largest: what must be there, and the SQL when it is. */
  readonly extreme?: { readonly present: readonly SqlTree[]; readonly best: SqlTree }
}

/**
 * How arithmetic is written. `plain`: as it stands. `ordinary`: as it stands, for rows in which every number has an
 * ordinary magnitude, so that nothing can overflow. `guarded`: for every row of a database that refuses overflow.
 */
type Mode = 'plain' | 'ordinary' | 'guarded'

/** Translates the nodes of a graph. */
export interface Lowering {
  /** The SQL of an output or of a node that is computed on its own in an inner SELECT. */
  root(id: number): Piece
  /** The SQL of a node with NaN as NULL. */
  settled(piece: Piece): SqlTree
  /** True for rows in which every number has an ordinary magnitude; undefined where nobody asked. */
  readonly ordinary: () => { readonly tree: SqlTree; readonly uses: number } | undefined
}

/** Arithmetic over which NaN may pass through, as NULL does. */
const passesNaN: ReadonlySet<Op> = new Set<Op>([
  ...(['add', 'subtract', 'multiply', 'divide', 'negate', 'abs', 'sqrt', 'floor', 'ceil'] as const),
  ...(['exp', 'ln', 'log1p', 'sigmoid'] as const),
])

/** Translates a graph; `apart` are the nodes computed in inner SELECTs. */
export function lowering(
  dialect: Dialect,
  graph: Graph,
  options: { readonly nanSafe: boolean; readonly apart: ReadonlySet<number> },
): Lowering {
  const roots = new Map<number, Piece>()
  const pieces = {
    plain: new Map<number, Piece>(),
    ordinary: new Map<number, Piece>(),
    guarded: new Map<number, Piece>(),
  }
  const cleaned = new Map<SqlTree, SqlTree>()
  const isApart = (node: ExprNode) => options.apart.has(graph.objects.get(node) as number)
  const any = rangeFinder(anyColumn, isApart)
  const usual = rangeFinder(ordinaryColumn, isApart)
  const guards = dialect.guarded
  let asked = 0
  const ordinary = ordinaryRows(dialect, graph)

  const settled = ({ tree: sql, nan }: Piece): SqlTree => {
    if (!nan) return sql
    const clean = cleaned.get(sql) ?? filled(dialect.withoutNaN, [sql])
    cleaned.set(sql, clean)
    return clean
  }
  const root = (id: number): Piece => {
    const found = roots.get(id) ?? rootOf(id)
    roots.set(id, found)
    return found
  }
  const rootOf = (id: number): Piece => {
    const { node } = graph.nodes[id] as Interned
    if (guards === undefined || any(node).safe) return own(id, 'plain')
    const guarded = settled(own(id, 'guarded'))
    if (!usual(node).safe) return { tree: guarded, nan: false }
    asked++
    const plain = settled(own(id, 'ordinary'))
    return { tree: tree`CASE WHEN ${ordinary} THEN ${plain} ELSE ${guarded} END`, nan: false }
  }
  const own = (id: number, mode: Mode): Piece => {
    const found = pieces[mode].get(id) ?? translate(id, mode)
    pieces[mode].set(id, found)
    return found
  }
  const translate = (id: number, mode: Mode): Piece => {
    const { node, children } = graph.nodes[id] as Interned
    if (mode === 'guarded' && isArithmetic(graph.nodes[id] as Interned)) return programPiece(id)
    const args = children.map(child =>
      options.apart.has(child) ? plainPiece(root(child)) : own(child, mode),
    )
    if (node.kind === 'column') return columnPiece(node, mode)
    if (node.kind === 'call') return callPiece(dialect, node, args, { mode, settled, nan: madeNaN(node) })
    if (node.kind === 'case') return casePiece(args, settled)
    return { tree: leafTree(dialect, node, args.map(settled), mode), nan: false }
  }
  const programPiece = (id: number): Piece => {
    const { leaves, steps } = programOf(graph, id, options.apart)
    const values = leaves.map(leaf => settled(options.apart.has(leaf) ? root(leaf) : own(leaf, 'guarded')))
    return { tree: (guards as NonNullable<typeof guards>)(values, steps), nan: false }
  }
  const columnPiece = (
    { name, type }: { readonly name: string; readonly type: DataType },
    mode: Mode,
  ): Piece => {
    const piece = { tree: atom(dialect.column(name, type)), nan: type === 'number' && options.nanSafe }
    if (guards === undefined) return piece
    // Databases with guards have cheap ways to make NaN NULL, and their guards compare.
    return { tree: mode === 'ordinary' ? piece.tree : { ...settled(piece), atom: true }, nan: false }
  }
  const madeNaN = ({ op, args }: CallNode) => guards === undefined && makesNaN(op, args.map(any))
  return { root, settled, ordinary: () => (asked === 0 ? undefined : { tree: ordinary, uses: asked }) }
}

function plainPiece({ tree: sql, nan }: Piece): Piece {
  return { tree: sql, nan }
}

interface CallScope {
  readonly mode: Mode
  readonly settled: (piece: Piece) => SqlTree
  readonly nan: boolean
}

function callPiece(dialect: Dialect, node: CallNode, args: readonly Piece[], scope: CallScope): Piece {
  const { op } = node
  if (passesNaN.has(op)) {
    const [, divisor] = node.args
    const plain = op === 'divide' && isOtherThanZero(divisor) ? '({0} / {1})' : dialect.ops[op]
    const sql = filled(
      plain,
      args.map(({ tree: part }) => part),
    )
    return { tree: sql, nan: scope.nan || args.some(({ nan }) => nan) }
  }
  if (op === 'smallest' || op === 'largest') return extremePiece(dialect, node, args, scope)
  const parts = args.map(scope.settled)
  const text = typeOf(node.args[0] as ExprNode) === 'text' ? dialect.textOps[op] : undefined
  return { tree: filled(text ?? dialect.ops[op], parts), nan: false }
}

function isOtherThanZero(node: ExprNode | undefined): boolean {
  return node?.kind === 'literal' && node.value !== null && node.value !== 0
}

/** SQL's `least` and `greatest` pass over NULL; ours do not. Nested ones test for NULL once. */
function extremePiece(
  dialect: Dialect,
  { op, args }: CallNode,
  parts: readonly Piece[],
  scope: CallScope,
): Piece {
  const present = parts.flatMap((part, i) => {
    if (part.extreme !== undefined) return part.extreme.present
    const arg = args[i] as ExprNode
    return arg.kind === 'literal' && arg.value !== null ? [] : [scope.settled(part)]
  })
  const choices = parts.map(part => part.extreme?.best ?? scope.settled(part))
  const call = filled(dialect.ops[op], choices)
  const nested = new Set(parts.flatMap(part => part.extreme?.best ?? []))
  // One list of pieces, so that an argument of a nested one is seen to be repeated.
  const best = {
    pieces: call.pieces.flatMap(piece =>
      typeof piece !== 'string' && nested.has(piece) ? piece.pieces : [piece],
    ),
    atom: false,
  }
  if (present.length === 0) return { tree: best, nan: false }
  const tests = present.flatMap((part, i) => [i === 0 ? '' : ' AND ', part, ' IS NOT NULL'])
  const sql = { pieces: ['CASE WHEN ', ...tests, ' THEN ', ...best.pieces, ' END'], atom: false }
  return { tree: sql, nan: false, extreme: { present, best } }
}

function casePiece(args: readonly Piece[], settled: (piece: Piece) => SqlTree): Piece {
  const otherwise = args.at(-1) as Piece
  const thens = args.filter((_, i) => i % 2 === 1)
  if (thens.length === 0) return otherwise
  const branches = thens.flatMap((then, i) => [' WHEN ', settled(args[2 * i] as Piece), ' THEN ', then.tree])
  return {
    tree: { pieces: ['CASE', ...branches, ' ELSE ', otherwise.tree, ' END'], atom: false },
    nan: [...thens, otherwise].some(({ nan }) => nan),
  }
}

type Leaf = Exclude<ExprNode, { readonly kind: 'column' | 'call' | 'case' }>

function leafTree(dialect: Dialect, node: Leaf, [input]: readonly SqlTree[], mode: Mode): SqlTree {
  if (node.kind === 'literal') return atom(constant(dialect, node.value, node.type))
  const from = input as SqlTree
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
