import { column, columnsOf, typeOf, type DataType, type ExprNode } from '@sluice/expr'
import type { ColumnSchema, TableSchema } from '../schema/table-schema.ts'
import type { Transform } from '../transforms/transform.ts'
import type { ChainData, ChainInput, ChainTakes } from './chain.ts'
import { PreparationInvalid } from './preparation-invalid.ts'
import type { SelectorData } from './selector.ts'

/** One input of a chain with the transforms it goes through. */
export interface ResolvedInput {
  readonly name: string
  readonly expr: ExprNode
  readonly transforms: readonly Transform[]
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
}
const maker: Readonly<Record<ChainTakes, string>> = {
  number: 'numeric()',
  category: 'category()',
  timestamp: 'dates()',
}

/**
 * Binds chains to the columns of a table: selectors become columns, bare columns get their type.
 *
 * @throws PreparationInvalid for a column that is not there, is no feature or has another type than its chain takes.
 */
export function resolveChains(
  chains: readonly ChainData[],
  columns: FeatureColumns,
): readonly ResolvedInput[] {
  return chains.flatMap(({ takes, inputs, transforms }) =>
    inputs.flatMap(input => resolveInput(input, takes, columns)).map(found => ({ ...found, transforms })),
  )
}

type Found = Pick<ResolvedInput, 'name' | 'expr'>

function resolveInput(input: ChainInput, takes: ChainTakes, columns: FeatureColumns): readonly Found[] {
  if (input.kind === 'column') return [bare(input.name, takes, columns)]
  if (input.kind === 'selector') {
    return selected(input, takes, columns).map(name => bare(name, takes, columns))
  }
  for (const { name, type } of columnsOf(input.node)) {
    const found = featureColumn(name, columns)
    if (found.type !== type)
      throw wrongType(found, type, 'An expression uses it so; correct the column or it.')
  }
  if (!accepted[takes].includes(typeOf(input.node))) {
    throw wrongType({ name: input.name, type: typeOf(input.node) }, maker[takes], 'Use another chain for it.')
  }
  return [{ name: input.name, expr: input.node }]
}

function bare(name: string, takes: ChainTakes, columns: FeatureColumns): Found {
  const found = featureColumn(name, columns)
  if (!accepted[takes].includes(found.type)) {
    const chain =
      found.type === 'timestamp' ? 'dates()' : found.type === 'number' ? 'numeric()' : 'category()'
    throw wrongType(found, maker[takes], `Use ${chain} for it.`)
  }
  return { name, expr: column(name, found.type) }
}

function selected(
  { by, excluded }: SelectorData,
  takes: ChainTakes,
  columns: FeatureColumns,
): readonly string[] {
  const { schema, exclude } = columns
  if ('names' in by) return by.names.filter(name => !excluded.includes(name))
  const left = new Set([...exclude, ...excluded])
  const pattern = 'pattern' in by ? new RegExp(by.pattern, by.flags) : undefined
  const wanted = ({ name, type, role }: ColumnSchema) =>
    'type' in by
      ? type === by.type
      : pattern === undefined
        ? 'role' in by && role === by.role
        : pattern.test(name)
  return schema.columns
    .filter(each => !left.has(each.name) && accepted[takes].includes(each.type) && wanted(each))
    .map(({ name }) => name)
}

function featureColumn(name: string, { schema, exclude }: FeatureColumns): ColumnSchema {
  if (exclude.includes(name)) {
    throw new PreparationInvalid({
      column: name,
      reason: 'is the key, the target or of the framework, and never a feature',
      advice: 'Take it out of the preparation.',
    })
  }
  const found = schema.columns.find(each => each.name === name)
  if (found !== undefined) return found
  const others = schema.columns.map(each => each.name).filter(each => !exclude.includes(each))
  throw new PreparationInvalid({
    column: name,
    reason: 'is in the preparation but not in the rows',
    advice: `Return it from the feature SQL or correct the name; there are: ${others.join(', ')}.`,
  })
}

function wrongType(
  found: Pick<ColumnSchema, 'name' | 'type'>,
  wanted: string,
  advice: string,
): PreparationInvalid {
  return new PreparationInvalid({ column: found.name, reason: `is ${found.type}, not for ${wanted}`, advice })
}
