import { call, caseOf, column, columnsOf, literal, typeOf, type ExprNode } from '@sluice/expr'
import type { ColumnSchema, TableSchema } from '../schema/table-schema.ts'
import type { ValueFeature } from '../transforms/transform.ts'
import type { ChainInput } from './chain.ts'
import { ColumnNotFound } from './column-not-found.ts'
import { ColumnTypeWrong } from './column-type-wrong.ts'
import type { Preparation } from './preparation.ts'
import { selected } from './selector.ts'

/** The features that the inputs of a chain stand for, before any transform. */
export function resolveChain(
  { takes, inputs }: Pick<Preparation['chains'][number], 'takes' | 'inputs'>,
  schema: TableSchema,
  exclude: readonly string[],
): readonly ValueFeature[] {
  const columns = schema.columns.filter(({ name }) => !exclude.includes(name))
  return inputs
    .flatMap(input => nodesOf(input, columns))
    .map(({ name, node }) => ({ kind: 'value', name, expr: taken(takes, name, node) }))
}

function nodesOf(
  input: ChainInput,
  columns: readonly ColumnSchema[],
): readonly { readonly name: string; readonly node: ExprNode }[] {
  if (input.kind === 'selector') {
    return selected(input, columns).map(({ name, type }) => ({ name, node: column(name, type) }))
  }
  if (input.kind === 'column') {
    const { name, type } = columnNamed(input.name, columns)
    return [{ name, node: column(name, type) }]
  }
  for (const { name, type } of columnsOf(input.node)) {
    const found = columnNamed(name, columns)
    if (found.type !== type) throw new ColumnTypeWrong({ column: name, found: found.type, needed: type })
  }
  return [{ name: input.name, node: input.node }]
}

function columnNamed(name: string, columns: readonly ColumnSchema[]): ColumnSchema {
  const found = columns.find(candidate => candidate.name === name)
  if (found === undefined) {
    throw new ColumnNotFound({ column: name, columns: columns.map(candidate => candidate.name) })
  }
  return found
}

/** A node as a chain takes it: truth values become the categories `true` and `false`. */
function taken(takes: Preparation['chains'][number]['takes'], name: string, node: ExprNode): ExprNode {
  const type = typeOf(node)
  if (takes === 'category' && type === 'boolean') return booleanText(node)
  const fits = takes === 'category' ? type !== 'timestamp' : type === takes
  if (!fits) {
    throw new ColumnTypeWrong({
      column: name,
      found: type,
      needed: takes === 'category' ? 'a category' : takes,
    })
  }
  return node
}

function booleanText(node: ExprNode): ExprNode {
  return caseOf(
    [
      { when: node, then: literal('true') },
      { when: call('not', node), then: literal('false') },
    ],
    literal(null, 'text'),
  )
}
