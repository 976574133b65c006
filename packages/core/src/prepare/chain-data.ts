import { columnName, isExpr, nodeOf, type DataType, type Expr, type ExprNode } from '@sluice/expr'
import type { Transform } from '../transforms/transform.ts'
import { expressionName } from './expression-name.ts'
import type { Products } from './products.ts'
import type { Selector, SelectorData } from './selector.ts'

/** What a chain starts from: columns, or values computed from columns. Plain data. */
export type ChainInput =
  | SelectorData
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'expression'; readonly name: string; readonly node: ExprNode }
  | ProductsInput

/** Products of the features that other chains end in. */
export interface ProductsInput extends Products {
  readonly kind: 'products'
  readonly of: readonly ChainData[]
}

/** The values a chain takes; `category`: texts, booleans and numbers. */
export type ChainTakes = 'number' | 'category' | 'timestamp' | 'text'

/** Inputs and the transforms that each of them goes through, one after another. Plain data. */
export interface ChainData {
  readonly takes: ChainTakes
  readonly inputs: readonly ChainInput[]
  readonly transforms: readonly Transform[]
}

/** A chain that ends in features. Made by `numeric`, `category`, `dates`, `text` and `daysBetween`. */
export interface Chain extends ChainData {
  readonly kind: 'chain'
}

/** Inputs as data. `type` is that of a bare column, where the chain takes only one. */
export function chainInputs(
  columns: readonly (Expr<unknown> | Selector)[],
  type: DataType | undefined,
): readonly ChainInput[] {
  return columns.map(column => {
    if (!isExpr(column)) {
      const { kind, by, excluded } = column
      return Object.freeze({ kind, by, excluded })
    }
    const name = columnName(column)
    if (name !== undefined) return Object.freeze({ kind: 'column', name })
    const node = nodeOf(column, type)
    return Object.freeze({ kind: 'expression', name: expressionName(node), node })
  })
}

/** Chains as data, the ones that products are made of before the products. */
export function chainsWithin(chains: readonly ChainData[]): readonly ChainData[] {
  return chains.flatMap(chain => [
    ...chain.inputs.flatMap(input => (input.kind === 'products' ? chainsWithin(input.of) : [])),
    chain,
  ])
}

/** The same chain with one more transform. */
export function withTransform({ takes, inputs, transforms }: ChainData, transform: Transform): ChainData {
  return { takes, inputs, transforms: Object.freeze([...transforms, Object.freeze(transform)]) }
}
