import { lineThrough } from '../js/knots.ts'
import { compareText } from '../js/text.ts'
import type { CallNode, CaseNode, DataType, ExprNode, LookupNode, Op, Value } from '../node/node.ts'
import { typeOf } from '../node/type-of.ts'
import type { Dialect } from './dialect.ts'

/** Choices of SQL output. */
export interface SqlOptions {
  /** Read NaN in number columns as missing; `false` where columns are known to hold none. Default true. */
  readonly nanSafe?: boolean
}

/** SQL of a node; `nan` says that its value may be NaN, which stands for missing but is not NULL yet. */
export interface Piece {
  readonly sql: string
  readonly nan: boolean
}

/** Gives the SQL of a part that was computed in an inner SELECT, if it was. */
export type Hoisted = (node: ExprNode) => Piece | undefined

/** The SQL of an expression, with NaN as NULL. */
export function exprSql(dialect: Dialect, node: ExprNode, options: SqlOptions = {}): string {
  return settled(
    dialect,
    compile(dialect, node, options, () => undefined),
  )
}

/** Arithmetic over which NaN may pass through, as NULL does. */
const passesNaN: ReadonlySet<Op> = new Set<Op>([
  ...(['add', 'subtract', 'multiply', 'divide', 'negate', 'abs', 'sqrt', 'floor', 'ceil'] as const),
  ...(['exp', 'ln', 'log1p', 'sigmoid'] as const),
])
/** Arithmetic that can make NaN of numbers: ∞ - ∞, 0 · ∞, ∞ / ∞. */
const makesNaN: ReadonlySet<Op> = new Set<Op>(['add', 'subtract', 'multiply', 'divide'])
const comparisons: Partial<Record<Op, string>> = {
  equal: '=',
  notEqual: '<>',
  less: '<',
  lessOrEqual: '<=',
  greater: '>',
  greaterOrEqual: '>=',
}

/** The SQL of a node over columns and hoisted parts. */
export function compile(dialect: Dialect, node: ExprNode, options: SqlOptions, hoisted: Hoisted): Piece {
  const child = (part: ExprNode): Piece => hoisted(part) ?? compile(dialect, part, options, hoisted)
  const safe = (part: ExprNode) => settled(dialect, child(part))
  switch (node.kind) {
    case 'column':
      return { sql: dialect.identifier(node.name), nan: node.type === 'number' && options.nanSafe !== false }
    case 'literal':
      return exact(constant(dialect, node.value, node.type))
    case 'call':
      return compileCall(dialect, node, child, safe)
    case 'case':
      return compileCase(node, child, safe)
    case 'lookup':
      return exact(compileLookup(dialect, node, safe(node.input)))
    case 'interpolate': {
      const { xs, ys } = node
      const slopes = [...lineThrough(node).slopes]
      const input = safe(node.input)
      const n = (value: number) => dialect.number(value)
      const pieces = [
        n(ys[0] as number),
        ...slopes.map(
          (slope, i) => `(${n(slope)} * (${input} - ${n(xs[i] as number)}) + ${n(ys[i] as number)})`,
        ),
        n(ys.at(-1) as number),
      ]
      return exact(guarded(dialect, input, searched(input, xs.map(n), pieces, '>=')))
    }
    case 'bucket': {
      const input = safe(node.input)
      const counts = Array.from({ length: node.edges.length + 1 }, (_, i) => dialect.number(i))
      return exact(guarded(dialect, input, searched(input, node.edges.map(dialect.number), counts, '>=')))
    }
  }
}

/** A piece with NaN turned into NULL. */
export function settled(dialect: Dialect, { sql, nan }: Piece): string {
  return nan ? dialect.nullIfNaN(sql) : sql
}

function exact(sql: string): Piece {
  return { sql, nan: false }
}

type Child = (part: ExprNode) => Piece
type Safe = (part: ExprNode) => string

function compileCall(dialect: Dialect, { op, args }: CallNode, child: Child, safe: Safe): Piece {
  if (passesNaN.has(op)) {
    const pieces = args.map(child)
    const sql = dialect.ops[op](...pieces.map(piece => piece.sql))
    return { sql, nan: makesNaN.has(op) || pieces.some(piece => piece.nan) }
  }
  const texts = args.map(safe)
  const operator = comparisons[op]
  if (operator !== undefined && typeOf(args[0] as ExprNode) === 'text') {
    return exact(dialect.textComparison(texts[0] as string, operator, texts[1] as string))
  }
  return exact(dialect.ops[op](...texts))
}

function compileCase({ branches, otherwise }: CaseNode, child: Child, safe: Safe): Piece {
  const last = child(otherwise)
  if (branches.length === 0) return last
  const pieces = branches.map(({ when, then }) => ({ when: safe(when), then: child(then) }))
  const text = pieces.map(({ when, then }) => `WHEN ${when} THEN ${then.sql}`).join(' ')
  return { sql: `CASE ${text} ELSE ${last.sql} END`, nan: last.nan || pieces.some(({ then }) => then.nan) }
}

/** Longer lookups are searched by halves instead of from the first key to the last. */
const longestList = 12

function compileLookup(
  dialect: Dialect,
  { type, keys, values, missing, unknown, input }: LookupNode,
  text: string,
): string {
  const value = (found: Value) => constant(dialect, found, type)
  const from = typeOf(input)
  const entries = keys.map((key, i) => ({
    key,
    sql: constant(dialect, key, from),
    value: value(values[i] as Value),
  }))
  const otherwise = value(unknown)
  const match = (list: readonly Entry[]) =>
    list.length === 0
      ? otherwise
      : `CASE ${list.map(entry => `WHEN ${text} = ${entry.sql} THEN ${entry.value}`).join(' ')} ELSE ${otherwise} END`
  const body = entries.length <= longestList ? match(entries) : halves(dialect, text, sorted(entries), match)
  return `CASE WHEN ${text} IS NULL THEN ${value(missing)} ELSE ${body} END`
}

interface Entry {
  readonly key: Value
  readonly sql: string
  readonly value: string
}

function sorted(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((a, b) =>
    typeof a.key === 'string' ? compareText(a.key, b.key as string) : Number(a.key) - Number(b.key),
  )
}

function halves(
  dialect: Dialect,
  text: string,
  entries: readonly Entry[],
  match: (list: readonly Entry[]) => string,
): string {
  if (entries.length <= longestList) return match(entries)
  const middle = entries.length >>> 1
  const pivot = entries[middle] as Entry
  const below =
    typeof pivot.key === 'string' ? dialect.textComparison(text, '<', pivot.sql) : `(${text} < ${pivot.sql})`
  const left = halves(dialect, text, entries.slice(0, middle), match)
  const right = halves(dialect, text, entries.slice(middle), match)
  return `CASE WHEN ${below} THEN ${left} ELSE ${right} END`
}

/** `pieces[i]` where exactly `i` of the ascending `edges` are at or below the input, by halves. */
function searched(
  input: string,
  edges: readonly string[],
  pieces: readonly string[],
  operator: '>=',
): string {
  if (edges.length === 0) return pieces[0] as string
  const middle = edges.length >>> 1
  const upper = searched(input, edges.slice(middle + 1), pieces.slice(middle + 1), operator)
  const lower = searched(input, edges.slice(0, middle), pieces.slice(0, middle + 1), operator)
  return `CASE WHEN ${input} ${operator} ${edges[middle]} THEN ${upper} ELSE ${lower} END`
}

function guarded(dialect: Dialect, input: string, sql: string): string {
  return `CASE WHEN ${input} IS NULL THEN ${dialect.missing('number')} ELSE ${sql} END`
}

function constant(dialect: Dialect, value: Value, type: DataType): string {
  if (value === null) return dialect.missing(type)
  if (typeof value === 'string') return dialect.text(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  return type === 'timestamp' ? dialect.timestamp(value) : dialect.number(value)
}
