import { ExprInvalid } from '../errors/expr-invalid.ts'
import { adoptedForest } from './check-forest.ts'
import type { Forest } from './forest.ts'
import type { DataType, ExprNode, LookupNode, Value } from './node.ts'
import { isOp } from './ops.ts'
import { checkTypes } from './check.ts'
import { childrenOf } from './walk.ts'

const deepest = 400
const types: ReadonlySet<unknown> = new Set<DataType>(['number', 'text', 'boolean', 'timestamp'])

type Fields = { readonly [name: string]: unknown }

/**
 * Reads an expression from untrusted JSON. Everything is validated and copied: nothing unknown gets through.
 *
 * @throws ExprInvalid naming the place and the reason.
 */
export function parseNode(json: unknown): ExprNode {
  return nodeParser()(json)
}

/**
 * Reads expressions that have parts in common as {@link parseNode} does: what is one object in their JSON is read once
 * and becomes one node.
 */
export function nodeParser(): (json: unknown) => ExprNode {
  const known: Known = { nodes: new Map(), heights: new Map() }
  return json => {
    const node = parse(json, 'value', 0, known)
    checkTypes(node)
    return node
  }
}

/** Nodes by the object they were read from, and how many levels each has below itself. */
interface Known {
  readonly nodes: Map<unknown, ExprNode>
  readonly heights: Map<ExprNode, number>
}

function parse(json: unknown, where: string, depth: number, known: Known): ExprNode {
  const before = known.nodes.get(json)
  const height = before === undefined ? 0 : (known.heights.get(before) as number)
  if (depth + height > deepest) throw invalid(where, `is nested deeper than ${deepest}`)
  if (before !== undefined) return before
  const node = parsed(json, where, (value, name) => parse(value, `${where}.${name}`, depth + 1, known))
  let below = -1
  for (const child of childrenOf(node)) below = Math.max(below, known.heights.get(child) as number)
  known.nodes.set(json, node)
  known.heights.set(node, below + 1)
  return node
}

function parsed(json: unknown, where: string, child: (value: unknown, name: string) => ExprNode): ExprNode {
  const fields = object(json, where)
  switch (fields['kind']) {
    case 'column':
      return Object.freeze({ kind: 'column', name: text(fields, 'name', where), type: type(fields, where) })
    case 'literal':
      return Object.freeze({
        kind: 'literal',
        type: type(fields, where),
        value: value(fields['value'], where),
      })
    case 'call': {
      const { op } = fields
      if (!isOp(op)) throw invalid(where, `names an unknown operation ${shown(op)}`)
      const args = frozenList(fields, 'args', where, (arg, i) => child(arg, `${op}[${i}]`))
      return Object.freeze({ kind: 'call', op, args })
    }
    case 'case':
      return Object.freeze({
        kind: 'case',
        branches: frozenList(fields, 'branches', where, (branch, i) => {
          const { when, then } = object(branch, `${where}.branches[${i}]`)
          return Object.freeze({ when: child(when, `when[${i}]`), then: child(then, `then[${i}]`) })
        }),
        otherwise: child(fields['otherwise'], 'otherwise'),
      })
    case 'lookup':
      return parseLookup(fields, where, child)
    case 'interpolate':
      return Object.freeze({
        kind: 'interpolate',
        input: child(fields['input'], 'input'),
        xs: numbers(fields, 'xs', where),
        ys: numbers(fields, 'ys', where),
      })
    case 'bucket':
      return Object.freeze({
        kind: 'bucket',
        input: child(fields['input'], 'input'),
        edges: numbers(fields, 'edges', where),
      })
    case 'forest':
      return Object.freeze({
        kind: 'forest',
        inputs: frozenList(fields, 'inputs', where, (input, i) => child(input, `inputs[${i}]`)),
        forest: parseForest(fields['forest'], `${where}.forest`),
      })
    default:
      throw invalid(where, `has an unknown kind ${shown(fields['kind'])}`)
  }
}

function parseLookup(
  fields: Fields,
  where: string,
  child: (value: unknown, name: string) => ExprNode,
): LookupNode {
  return Object.freeze({
    kind: 'lookup',
    input: child(fields['input'], 'input'),
    type: type(fields, where),
    keys: frozenList(fields, 'keys', where, key => present(value(key, where), where)),
    values: frozenList(fields, 'values', where, item => value(item, where)),
    missing: value(fields['missing'], where),
    unknown: value(fields['unknown'], where),
  })
}

function parseForest(json: unknown, where: string): Forest {
  const fields = object(json, where)
  const { base } = fields
  if (typeof base !== 'number') throw invalid(where, 'needs a number "base"')
  const read = (name: string) => numberList(fields[name], `${where}.${name}`)
  const parsed = {
    base: withoutNegativeZero(base),
    roots: read('roots'),
    feature: read('feature'),
    threshold: read('threshold').map(withoutNegativeZero),
    flags: read('flags'),
    left: read('left'),
    right: read('right'),
    leaves: read('leaves').map(withoutNegativeZero),
    sets: list(fields, 'sets', where).map((set, i) => numberList(set, `${where}.sets[${i}]`)),
  }
  return adoptedForest(parsed, where)
}

/** A copy of many numbers. */
function numberList(json: unknown, where: string): number[] {
  if (!Array.isArray(json)) throw invalid(where, 'is not a list')
  // Plain loops and copies of whole lists: this is run once, by code that nothing has made fast yet.
  const list = json as readonly unknown[]
  for (let i = 0; i < list.length; i++) {
    if (typeof list[i] !== 'number') throw invalid(`${where}[${i}]`, 'is not a number')
  }
  const numbers = list.slice() as number[]
  return numbers
}

function object(json: unknown, where: string): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw invalid(where, 'is not an object')
  }
  return json as Fields
}

function text(fields: Fields, name: string, where: string): string {
  const found = fields[name]
  if (typeof found !== 'string') throw invalid(where, `needs a text "${name}"`)
  return found
}

function type(fields: Fields, where: string): DataType {
  if (!types.has(fields['type'])) throw invalid(where, `has an unknown type ${shown(fields['type'])}`)
  return fields['type'] as DataType
}

function list(fields: Fields, name: string, where: string): readonly unknown[] {
  const found = fields[name]
  if (!Array.isArray(found)) throw invalid(where, `needs a list "${name}"`)
  return found
}

function frozenList<T>(
  fields: Fields,
  name: string,
  where: string,
  read: (item: unknown, i: number) => T,
): readonly T[] {
  return Object.freeze(list(fields, name, where).map(read))
}

function numbers(fields: Fields, name: string, where: string): readonly number[] {
  return frozenList(fields, name, where, (item, i) => {
    if (typeof item !== 'number') throw invalid(`${where}.${name}[${i}]`, 'is not a number')
    return withoutNegativeZero(item)
  })
}

function value(found: unknown, where: string): Value {
  if (found === null || typeof found === 'string' || typeof found === 'boolean') return found
  if (typeof found === 'number' && Number.isFinite(found)) return withoutNegativeZero(found)
  throw invalid(where, `holds ${typeof found === 'number' ? found : `a ${typeof found}`}, which is no value`)
}

function present(found: Value, where: string): number | string | boolean {
  if (found === null) throw invalid(where, 'has a missing key; use "missing" for its value')
  return found
}

function withoutNegativeZero(found: number): number {
  return found === 0 ? 0 : found
}

function shown(found: unknown): string {
  return found === undefined ? '(absent)' : (JSON.stringify(found)?.slice(0, 60) ?? typeof found)
}

function invalid(where: string, reason: string): ExprInvalid {
  return new ExprInvalid({ where, reason })
}
