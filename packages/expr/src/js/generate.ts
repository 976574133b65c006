import { intern, type Graph, type Interned } from '../node/intern.ts'
import type { DataType, ExprNode, Op, Value } from '../node/node.ts'
import { typeOf } from '../node/type-of.ts'
import { columnsOf } from '../node/walk.ts'
import { bindCell, columnValues, newColumn } from './bind.ts'
import type { ColumnData } from './column-data.ts'
import type { CompiledExpressions } from './compiled.ts'
import { cellOf, finder } from './interpret.ts'
import { bucketOf, lineThrough, operations, valueOnLine } from './operations.ts'

/** Short forms of operations over numbers, where NaN as missing comes out right by itself. */
const short: Partial<Record<Op, (...args: readonly string[]) => string>> = {
  add: (a, b) => `(${a} + ${b})`,
  subtract: (a, b) => `(${a} - ${b})`,
  multiply: (a, b) => `(${a} * ${b})`,
  negate: a => `(-${a})`,
  abs: a => `Math.abs(${a})`,
  sqrt: a => `Math.sqrt(${a})`,
  floor: a => `Math.floor(${a})`,
  ceil: a => `Math.ceil(${a})`,
  exp: a => `Math.exp(${a})`,
  sigmoid: a => `(1 / (1 + Math.exp(-${a})))`,
}

/** Comparisons of numbers in the place of a condition, where missing counts as not true. */
const conditions: Partial<Record<Op, (a: string, b: string) => string>> = {
  equal: (a, b) => `${a} === ${b}`,
  less: (a, b) => `${a} < ${b}`,
  lessOrEqual: (a, b) => `${a} <= ${b}`,
  greater: (a, b) => `${a} > ${b}`,
  greaterOrEqual: (a, b) => `${a} >= ${b}`,
}

/** Code of expressions: names in it are made here, and every constant and column name stands in `constants`. */
interface Code {
  readonly lines: readonly string[]
  readonly results: readonly string[]
  readonly constants: readonly unknown[]
}

/**
 * Compiles expressions to JavaScript functions: equal parts are computed once, a batch allocates nothing per row.
 *
 * @throws EvalError on hosts that forbid code generation; see `compileBest`.
 */
export function compileJs(outputs: Readonly<Record<string, ExprNode>>): CompiledExpressions {
  const graph = intern(outputs)
  const inputs = columnsOf(...Object.values(outputs)).map(({ name, type }) => ({ name, type }))
  const names = Object.keys(graph.outputs)
  const types = Object.values(graph.outputs).map(id => typeOf((graph.nodes[id] as Interned).node))
  const code = write(graph, new Map(inputs.map(({ name }, i) => [name, `c${i}`])))
  const row = rowFunction(code, inputs, names, types)
  const batch = batchFunction(code, inputs, types)
  return {
    inputs,
    row,
    batch(columns, rows) {
      const read = inputs.map(input => columnValues(columns, input))
      const written = types.map(type => newColumn(type, rows))
      batch(
        read,
        written.map(column => column.values),
        rows,
      )
      return Object.fromEntries(names.map((name, i) => [name, written[i] as ColumnData]))
    },
  }
}

function rowFunction(
  { lines, results, constants }: Code,
  inputs: CompiledExpressions['inputs'],
  names: readonly string[],
  types: readonly DataType[],
): CompiledExpressions['row'] {
  const binds = inputs.map((input, i) => `const c${i} = bind.${input.type}(values[names[${i}]], names[${i}])`)
  const fields = results.map((result, i) => {
    const missing = types[i] === 'number' || types[i] === 'timestamp'
    return `[outputs[${i}]]: ${missing ? `nullIfNaN(${result})` : result}`
  })
  const body = [...binds, ...lines, `return { ${fields.join(', ')} }`].join('\n')
  const parameters = ['k', 'bind', 'names', 'outputs', 'nullIfNaN'] as const
  const make = build(parameters, `return function (values) {\n${body}\n}`)
  return make(
    constants,
    bindCell,
    inputs.map(({ name }) => name),
    names,
    nullIfNaN,
  ) as CompiledExpressions['row']
}

function nullIfNaN(value: number): number | null {
  // oxlint-disable-next-line no-self-compare
  return value === value ? value : null
}

type Batch = (read: readonly unknown[], written: readonly unknown[], rows: number) => void

function batchFunction(
  { lines, results, constants }: Code,
  inputs: CompiledExpressions['inputs'],
  types: readonly DataType[],
): Batch {
  const arrays = [
    ...inputs.map((_, i) => `const r${i} = read[${i}]`),
    ...types.map((_, i) => `const w${i} = written[${i}]`),
  ]
  const cells = inputs.map(({ type }, i) =>
    type === 'boolean' ? `const c${i} = r${i}[i] === 2 ? null : r${i}[i] === 1` : `const c${i} = r${i}[i]`,
  )
  const stores = results.map((result, i) =>
    types[i] === 'boolean'
      ? `{ const b = ${result}; w${i}[i] = b === null ? 2 : b ? 1 : 0 }`
      : `w${i}[i] = ${result}`,
  )
  const loop = [...cells, ...lines, ...stores].join('\n')
  const body = `return function (read, written, rows) {\n${arrays.join('\n')}\nfor (let i = 0; i < rows; i++) {\n${loop}\n}\n}`
  return build(['k'], body)(constants) as Batch
}

function build(parameters: readonly string[], body: string): (...args: readonly unknown[]) => unknown {
  // The text holds only names made here and operators; constants and column names come in through parameters.
  // oxlint-disable-next-line no-implied-eval, no-new-func
  return new Function(...parameters, `'use strict'\n${body}`) as (...args: readonly unknown[]) => unknown
}

function write(graph: Graph, columns: ReadonlyMap<string, string>): Code {
  const lines: string[] = []
  const constants: unknown[] = []
  const texts = new Map<number, string>()
  const constant = (value: unknown) => `k[${constants.push(value) - 1}]`
  const prelude = new Map<string, string>()
  const hoisted = (value: unknown) => {
    const name = `k${constants.length}`
    prelude.set(name, constant(value))
    return name
  }
  for (const interned of graph.nodes) {
    const { id, node, uses } = interned
    const text = textOf(interned, { columns, graph, texts, constant: hoisted })
    const trivial = node.kind === 'column' || node.kind === 'literal'
    if (uses > 1 && !trivial) {
      lines.push(`const v${id} = ${text}`)
      texts.set(id, `v${id}`)
    } else texts.set(id, text)
  }
  const declared = [...prelude].map(([name, text]) => `const ${name} = ${text}`)
  const results = Object.values(graph.outputs).map(id => texts.get(id) as string)
  return { lines: [...declared, ...lines], results, constants }
}

interface Scope {
  readonly columns: ReadonlyMap<string, string>
  readonly graph: Graph
  readonly texts: ReadonlyMap<number, string>
  readonly constant: (value: unknown) => string
}

function textOf({ node, children }: Interned, scope: Scope): string {
  const args = children.map(child => scope.texts.get(child) as string)
  const [first = ''] = args
  switch (node.kind) {
    case 'column':
      return scope.columns.get(node.name) as string
    case 'literal':
      return literalText(node.value, node.type, scope)
    case 'call': {
      const form = short[node.op]
      return form === undefined ? `${scope.constant(operations[node.op])}(${args.join(', ')})` : form(...args)
    }
    case 'case': {
      const branches = node.branches.map((_, i) => {
        const when = conditionText(children[2 * i] as number, scope)
        return `${when} ? ${args[2 * i + 1]} : `
      })
      return `(${branches.join('')}${args.at(-1)})`
    }
    case 'lookup':
      return `${scope.constant(finder(node))}(${first})`
    case 'interpolate':
      return `${scope.constant(valueOnLine)}(${scope.constant(lineThrough(node.xs, node.ys))}, ${first})`
    case 'bucket':
      return `${scope.constant(bucketOf)}(${scope.constant(node.edges)}, ${first})`
  }
}

function conditionText(id: number, scope: Scope): string {
  const { node, children, uses } = scope.graph.nodes[id] as Interned
  const form = node.kind === 'call' ? conditions[node.op] : undefined
  const numeric = children.every(child => isNumeric((scope.graph.nodes[child] as Interned).node))
  const [a = '', b = ''] = children.map(child => scope.texts.get(child) as string)
  return form === undefined || !numeric || uses > 1 ? `${scope.texts.get(id)} === true` : form(a, b)
}

function isNumeric(node: ExprNode): boolean {
  const type = typeOf(node)
  return type === 'number' || type === 'timestamp'
}

function literalText(value: Value, type: DataType, scope: Scope): string {
  const cell = cellOf(value, type)
  if (typeof cell !== 'number') return typeof cell === 'string' ? scope.constant(cell) : String(cell)
  if (Object.is(cell, -0)) return '(-0)'
  return cell < 0 ? `(${cell})` : String(cell)
}
