import { column, columnsOf, typeOf, type DataType, type ExprNode } from '@sluice/expr'
import type { ColumnSchema, TableSchema } from '../schema/table-schema.ts'
import type { Transform } from '../transforms/transform.ts'
import type { ChainData, ChainInput, ChainTakes } from './chain-data.ts'
import { ColumnNotFound } from './column-not-found.ts'
import { ColumnTypeWrong } from './column-type-wrong.ts'
import type { Join } from './products.ts'
import type { SelectorData } from './selector.ts'

/** One input of a chain with the transforms it goes through. */
export interface ResolvedInput {
  readonly name: string
  readonly expr: ExprNode
  readonly transforms: readonly Transform[]
  /** What becomes of it together with the other inputs that have the same. */
  readonly join?: Join
}

/** Which columns there are, and which of them are no features. */
export interface FeatureColumns {
  readonly schema: TableSchema
  readonly exclude: readonly string[]
}

const accepted: Readonly<Record<ChainTakes, readonly DataType[]>> = {
  number: ['number'],
  category: ['text', 'boolean', 'number'],
  timestamp: ['timestamp'],
  text: ['text'],
}
/**
 * Binds chains to the columns of a table: selectors become columns, bare columns get their type.
 *
 * @throws ColumnNotFound, ColumnTypeWrong
 */
export function resolveChains(
  chains: readonly ChainData[],
  { schema, exclude }: FeatureColumns,
): readonly ResolvedInput[] {
  const columns = schema.columns.filter(({ name }) => !exclude.includes(name))
  const available = { columns, exclude }
  // One node per column, so that chains over the same column share what is measured of it.
  const nodes = new Map(columns.map(({ name, type }) => [name, column(name, type)]))
  const resolve = ({ takes, inputs, transforms }: ChainData): readonly ResolvedInput[] =>
    inputs.flatMap(input => {
      if (input.kind === 'products') {
        const { of, degree, interactionOnly } = input
        const join = { degree, interactionOnly, transforms }
        return of.flatMap(resolve).map(each => ({ ...each, join }))
      }
      if (input.kind === 'expression') return [{ ...computed(input, takes, available), transforms }]
      const names = input.kind === 'column' ? [input.name] : selected(input, takes, columns)
      return names.map(name => {
        checkColumn(name, takes, available)
        return { name, expr: nodes.get(name) as ExprNode, transforms }
      })
    })
  return chains.flatMap(resolve)
}

const needed: Readonly<Record<ChainTakes, string>> = {
  number: 'a number',
  category: 'a category',
  timestamp: 'a timestamp',
  text: 'a text',
}

interface Available {
  readonly columns: readonly ColumnSchema[]
  readonly exclude: readonly string[]
}

function checkColumn(name: string, takes: ChainTakes, available: Available): void {
  const found = columnNamed(name, available).type
  if (!accepted[takes].includes(found)) {
    throw new ColumnTypeWrong({ column: name, found, needed: needed[takes] })
  }
}

function computed(
  { name, node }: Extract<ChainInput, { readonly kind: 'expression' }>,
  takes: ChainTakes,
  available: Available,
): Pick<ResolvedInput, 'name' | 'expr'> {
  for (const read of columnsOf(node)) {
    const found = columnNamed(read.name, available).type
    if (found !== read.type) throw new ColumnTypeWrong({ column: read.name, found, needed: `a ${read.type}` })
  }
  const found = typeOf(node)
  if (!accepted[takes].includes(found)) {
    throw new ColumnTypeWrong({ column: name, found, needed: needed[takes] })
  }
  return { name, expr: node }
}

function selected(
  { by, excluded }: SelectorData,
  takes: ChainTakes,
  columns: readonly ColumnSchema[],
): readonly string[] {
  if ('names' in by) return by.names.filter(name => !excluded.includes(name))
  const wanted = matcher(by)
  return columns
    .filter(each => wanted(each) && accepted[takes].includes(each.type) && !excluded.includes(each.name))
    .map(({ name }) => name)
}

function matcher(
  by: Exclude<SelectorData['by'], { readonly names: unknown }>,
): (column: ColumnSchema) => boolean {
  if ('type' in by) return ({ type }) => type === by.type
  if ('role' in by) return ({ role }) => role === by.role
  const pattern = new RegExp(by.pattern, by.flags)
  return ({ name }) => pattern.test(name)
}

function columnNamed(name: string, { columns, exclude }: Available): ColumnSchema {
  const found = columns.find(each => each.name === name)
  if (found !== undefined) return found
  throw new ColumnNotFound({
    column: name,
    columns: columns.map(each => each.name),
    reserved: exclude.includes(name),
  })
}
