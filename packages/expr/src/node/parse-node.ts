import { ExprInvalid } from '../errors/expr-invalid.ts'
import type { DataType, ExprNode, Value } from './node.ts'
import { isOp } from './ops.ts'
import { checkTypes } from './type-of.ts'

const deepest = 400
const types: ReadonlySet<unknown> = new Set<DataType>(['number', 'text', 'boolean', 'timestamp'])

type Fields = { readonly [name: string]: unknown }

/**
 * Reads an expression from untrusted JSON. Everything is validated and copied: nothing unknown gets through.
 *
 * @throws ExprInvalid naming the place and the reason.
 */
export function parseNode(json: unknown): ExprNode {
  const node = parse(json, 'value', 0)
  checkTypes(node)
  return node
}

function parse(json: unknown, where: string, depth: number): ExprNode {
  if (depth > deepest) throw invalid(where, `is nested deeper than ${deepest}`)
  if (typeof json !== 'object' || json === null) throw invalid(where, 'is not a node')
  const fields = json as Fields
  const child = (value: unknown, name: string) => parse(value, `${where}.${name}`, depth + 1)
  switch (fields['kind']) {
    case 'column':
      return { kind: 'column', name: text(fields, 'name', where), type: type(fields, where) }
    case 'literal':
      return { kind: 'literal', type: type(fields, where), value: value(fields['value'], where) }
    case 'call': {
      const { op } = fields
      if (!isOp(op)) throw invalid(where, `names an unknown operation ${JSON.stringify(op)}`)
      return {
        kind: 'call',
        op,
        args: list(fields, 'args', where).map((arg, i) => child(arg, `${op}[${i}]`)),
      }
    }
    case 'case':
      return {
        kind: 'case',
        branches: list(fields, 'branches', where).map((branch, i) => {
          const { when, then } = (branch ?? {}) as Fields
          return { when: child(when, `when[${i}]`), then: child(then, `then[${i}]`) }
        }),
        otherwise: child(fields['otherwise'], 'otherwise'),
      }
    case 'lookup':
      return {
        kind: 'lookup',
        input: child(fields['input'], 'input'),
        type: type(fields, where),
        keys: list(fields, 'keys', where).map(key => present(value(key, where), where)),
        values: list(fields, 'values', where).map(item => value(item, where)),
        missing: value(fields['missing'], where),
        unknown: value(fields['unknown'], where),
      }
    case 'interpolate':
      return {
        kind: 'interpolate',
        input: child(fields['input'], 'input'),
        xs: numbers(fields, 'xs', where),
        ys: numbers(fields, 'ys', where),
      }
    case 'bucket':
      return {
        kind: 'bucket',
        input: child(fields['input'], 'input'),
        edges: numbers(fields, 'edges', where),
      }
    default:
      throw invalid(where, `has an unknown kind ${JSON.stringify(fields['kind'])}`)
  }
}

function text(fields: Fields, name: string, where: string): string {
  const found = fields[name]
  if (typeof found !== 'string') throw invalid(where, `needs a text "${name}"`)
  return found
}

function type(fields: Fields, where: string): DataType {
  if (!types.has(fields['type']))
    throw invalid(where, `has an unknown type ${JSON.stringify(fields['type'])}`)
  return fields['type'] as DataType
}

function list(fields: Fields, name: string, where: string): readonly unknown[] {
  const found = fields[name]
  if (!Array.isArray(found)) throw invalid(where, `needs a list "${name}"`)
  return found
}

function numbers(fields: Fields, name: string, where: string): readonly number[] {
  return list(fields, name, where).map(item => {
    if (typeof item !== 'number') throw invalid(where, `"${name}" must hold numbers`)
    return item
  })
}

function value(found: unknown, where: string): Value {
  if (found === null || typeof found === 'string' || typeof found === 'boolean') return found
  if (typeof found === 'number' && Number.isFinite(found)) return found
  throw invalid(where, `holds ${typeof found === 'number' ? found : `a ${typeof found}`}, which is no value`)
}

function present(found: Value, where: string): number | string | boolean {
  if (found === null) throw invalid(where, 'has a missing key; use "missing" for its value')
  return found
}

function invalid(where: string, reason: string): ExprInvalid {
  return new ExprInvalid({ where, reason })
}
