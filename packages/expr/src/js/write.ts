import type { Graph, Interned } from '../node/intern.ts'
import type { CallNode, CaseNode, DataType, ExprNode, ForestNode, LookupNode, Value } from '../node/node.ts'
import { typeOf } from '../node/type-of.ts'
import { rowForest } from './forest/row.ts'
import { conditions, formOf, type Form } from './forms.ts'
import { bucketOf, lineThrough, valueOnLine } from './knots.ts'
import { cellOf, isNumeric } from './cell.ts'
import { operations } from './operations.ts'

/**
 * Expressions as code. Every name in it is made here: `c0` … are the columns, `t0` … declared names, `k0` … the
 * constants. Names of columns and texts never become code other than as JSON strings.
 */
export interface Code {
  readonly lines: readonly string[]
  /** The code of each output, in their order. */
  readonly results: readonly string[]
  readonly temporaries: readonly string[]
  readonly constants: readonly unknown[]
}

interface Writer {
  readonly graph: Graph
  readonly columns: ReadonlyMap<string, string>
  readonly codes: Map<number, string>
  readonly constants: unknown[]
  readonly temporaries: string[]
}

/** Choices for writing a part of a graph. */
export interface WriteOptions {
  /** The nodes to be written; the outputs of the graph unless said. */
  readonly outputs?: readonly number[]
  /** Code of nodes that are computed elsewhere. */
  readonly given?: ReadonlyMap<number, string>
  /** Where constants are put, when several codes share them. */
  readonly constants?: unknown[]
}

/** Writes each part once: what several read becomes a declared name, the rest stays in place and is lazy there. */
export function write(graph: Graph, columns: readonly string[], options: WriteOptions = {}): Code {
  const { outputs = graph.outputs, given = new Map<number, string>(), constants = [] } = options
  const writer: Writer = {
    graph,
    columns: new Map(columns.map((name, i) => [name, `c${i}`])),
    codes: new Map(given),
    constants,
    temporaries: [],
  }
  const lines: string[] = []
  const needed = neededFor(graph, outputs, given)
  for (const interned of graph.nodes.filter(({ id }) => needed.has(id))) {
    const { id, node, uses } = interned
    const code = codeOf(writer, interned)
    const shared = uses > 1 && node.kind !== 'column' && node.kind !== 'literal'
    if (shared) lines.push(`const v${id} = ${code}`)
    writer.codes.set(id, shared ? `v${id}` : code)
  }
  const results = outputs.map(id => writer.codes.get(id) as string)
  return { lines, results, temporaries: writer.temporaries, constants: writer.constants }
}

/** The nodes that outputs are made of, down to those that are given. */
function neededFor(
  { nodes }: Graph,
  outputs: readonly number[],
  given: ReadonlyMap<number, string>,
): ReadonlySet<number> {
  const needed = new Set<number>()
  const visit = (id: number) => {
    if (needed.has(id) || given.has(id)) return
    needed.add(id)
    for (const child of (nodes[id] as Interned).children) visit(child)
  }
  outputs.forEach(visit)
  return needed
}

function codeOf(writer: Writer, interned: Interned): string {
  const { node, children } = interned
  const args = children.map(child => writer.codes.get(child) as string)
  const [input = ''] = args
  switch (node.kind) {
    case 'column':
      return writer.columns.get(node.name) as string
    case 'literal':
      return literalCode(node.value, node.type)
    case 'call':
      return callCode(writer, node, args)
    case 'case':
      return caseCode(writer, node, children, args)
    case 'lookup':
      return named(writer, [input], ([key = '']) => lookupCode(writer, node, key))
    case 'interpolate':
      return `${constant(writer, valueOnLine)}(${constant(writer, lineThrough(node))}, ${input})`
    case 'bucket':
      return `${constant(writer, bucketOf)}(${constant(writer, Float64Array.from(node.edges))}, ${input})`
    case 'forest':
      return forestCode(writer, node, args)
  }
}

function forestCode(writer: Writer, { forest }: ForestNode, args: readonly string[]): string {
  const { inputs, value } = rowForest(forest, args.length)
  const stores = args.map((arg, i) => `${constant(writer, inputs)}[${i}] = ${arg}, `)
  return `(${stores.join('')}${constant(writer, value)}())`
}

function callCode(writer: Writer, { op, args: nodes }: CallNode, args: readonly string[]): string {
  const form = formOf(op, typeOf(nodes[0] as ExprNode), args.length)
  if (form === undefined) return `${constant(writer, operations[op])}(${args.join(', ')})`
  return applied(writer, form, args)
}

function applied(writer: Writer, { code, repeats }: Form, args: readonly string[]): string {
  return repeats ? named(writer, args, names => code(...names)) : code(...args)
}

const name = /^[a-z]\d+$/
const constantCode = /^(?:\(?-?[\d.e+-]+\)?|NaN|null|true|false|"(?:[^"\\]|\\.)*")$/

/** Code over names for arguments: those that are neither names nor constants are assigned first, in place. */
function named(writer: Writer, args: readonly string[], code: (names: readonly string[]) => string): string {
  const assignments: string[] = []
  const names = args.map(arg => {
    if (name.test(arg) || constantCode.test(arg)) return arg
    const temporary = newTemporary(writer)
    assignments.push(`${temporary} = ${arg}`)
    return temporary
  })
  return assignments.length === 0 ? code(names) : `(${[...assignments, code(names)].join(', ')})`
}

function newTemporary(writer: Writer): string {
  const temporary = `t${writer.temporaries.length}`
  writer.temporaries.push(temporary)
  return temporary
}

function caseCode(
  writer: Writer,
  node: CaseNode,
  children: readonly number[],
  args: readonly string[],
): string {
  const branches = node.branches.map((_, i) => {
    return `${conditionCode(writer, children[2 * i] as number)} ? ${args[2 * i + 1]} : `
  })
  return `(${branches.join('')}${args.at(-1)})`
}

function conditionCode(writer: Writer, id: number): string {
  const { node, children, uses } = writer.graph.nodes[id] as Interned
  const plain = `${writer.codes.get(id)} === true`
  if (node.kind !== 'call' || uses > 1) return plain
  if (node.op === 'isMissing') return writer.codes.get(id) as string
  const form = conditions[node.op]
  if (form === undefined) return plain
  if (node.op === 'and' || node.op === 'or') {
    return form(...children.map(child => conditionCode(writer, child)))
  }
  if (!isNumeric(typeOf(node.args[0] as ExprNode))) return plain
  return form(...children.map(child => writer.codes.get(child) as string))
}

/** Up to this many keys are compared one by one; more are found in a table or a map. */
const fewKeys = 6

function lookupCode(writer: Writer, node: LookupNode, key: string): string {
  const { input, type, keys, missing, unknown } = node
  const numeric = isNumeric(typeOf(input))
  const ifMissing = literalCode(missing, type)
  const ifUnknown = literalCode(unknown, type)
  const here = numeric ? `${key} === ${key}` : `${key} !== null`
  if (keys.length <= fewKeys) {
    const cases = keys.map((k, i) => `${key} === ${literalCode(k, typeOf(input))} ? ${valueCode(node, i)} : `)
    return `(${cases.join('')}${here} ? ${ifUnknown} : ${ifMissing})`
  }
  if (keys.every((k, i) => k === i)) {
    const inside = `${key} >= 0 && ${key} < ${keys.length} && ${key} === Math.floor(${key})`
    return `(${inside} ? ${constant(writer, tableOf(node))}[${key}] : ${here} ? ${ifUnknown} : ${ifMissing})`
  }
  const found = newTemporary(writer)
  const map = new Map(keys.map((k, i) => [k, cellOf(node.values[i] as Value, type)]))
  const get = `(${found} = ${constant(writer, map)}.get(${key}), ${found} === undefined ? ${ifUnknown} : ${found})`
  return `(${here} ? ${get} : ${ifMissing})`
}

function tableOf({ values, type }: LookupNode): unknown {
  const cells = values.map(value => cellOf(value, type))
  return isNumeric(type) ? Float64Array.from(cells as number[]) : cells
}

function valueCode({ values, type }: LookupNode, i: number): string {
  return literalCode(values[i] as Value, type)
}

function constant(writer: Writer, value: unknown): string {
  const known = writer.constants.indexOf(value)
  return `k${known >= 0 ? known : writer.constants.push(value) - 1}`
}

function literalCode(value: Value, type: DataType): string {
  const cell = cellOf(value, type)
  if (typeof cell !== 'number') return JSON.stringify(cell)
  return cell < 0 ? `(${cell})` : String(cell)
}
