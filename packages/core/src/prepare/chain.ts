import {
  call,
  columnName,
  exprOf,
  nodeOf,
  type Bool,
  type DataType,
  type Expr,
  type ExprNode,
  type Num,
  type Text,
  type Time,
} from '@sluice/expr'
import type { Bins } from '../transforms/bins.ts'
import type { DatePart } from '../transforms/date-parts.ts'
import type { Impute } from '../transforms/impute.ts'
import type { OneHot } from '../transforms/one-hot.ts'
import type { TargetEncoding } from '../transforms/target.ts'
import type { Transform } from '../transforms/transform.ts'
import { OptionInvalid } from '../models/option-invalid.ts'
import type { Selector } from './selector.ts'

/** What a chain starts from: a column, something computed of columns, or a selector. Plain data. */
export type ChainInput =
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'expression'; readonly name: string; readonly node: ExprNode }
  | Pick<Selector, 'kind' | 'by' | 'not'>

/** Columns and the transforms they go through, one after another. Plain data with methods that add a transform. */
export interface Chain {
  readonly kind: 'chain'
  readonly takes: 'number' | 'category' | 'timestamp'
  readonly inputs: readonly ChainInput[]
  readonly transforms: readonly Transform[]
}

/** A chain over numbers. Each method returns a longer chain. */
export interface NumericChain extends Chain {
  /** Fills missing values; with `indicator`, a feature says where. */
  impute(
    by: Impute['by'] & (string | { readonly constant: number }),
    options?: { readonly indicator?: boolean },
  ): NumericChain
  /** Cuts at quantiles of the training rows, such as `clip(0.01, 0.99)`. */
  clip(low: number, high: number): NumericChain
  /** Mean 0, variance 1. */
  standardize(): NumericChain
  minMax(options?: { readonly range?: readonly [number, number]; readonly clip?: boolean }): NumericChain
  /** Median 0, quartiles 1 apart. */
  robust(options?: { readonly unitVariance?: boolean }): NumericChain
  /** ln(1 + x). */
  log1p(): NumericChain
  bins(count: number, options?: Partial<Pick<Bins, 'strategy' | 'encode'>>): NumericChain
}

/** A chain over categories: texts, truth values, or numbers that are names. */
export interface CategoryChain extends Chain {
  impute(by: 'most-frequent' | { readonly constant: string | number }): CategoryChain
  /** One 0/1 column per category; rare and unknown ones share one. */
  oneHot(options?: Partial<Omit<OneHot, 'kind'>>): CategoryChain
  ordinal(options?: { readonly unknown?: number }): CategoryChain
  /** The category's mean target, cross-fitted on the trainer's folds. */
  target(options?: Partial<Pick<TargetEncoding, 'smooth'>>): CategoryChain
  /** The category's share of the training rows. */
  frequency(): CategoryChain
}

/** A chain over instants. */
export interface DateChain extends Chain {
  /** Parts of the instant in UTC, each a number. */
  parts(...parts: readonly DatePart[]): NumericChain
}

/** Columns of numbers, or numbers computed of them. */
export function numeric(...columns: readonly (Num<null> | Selector)[]): NumericChain {
  return numericChain({ kind: 'chain', takes: 'number', inputs: inputsOf('number', columns), transforms: [] })
}

/** Columns of categories. */
export function category(
  ...columns: readonly (Text<null> | Bool<null> | Num<null> | Selector)[]
): CategoryChain {
  return categoryChain({
    kind: 'chain',
    takes: 'category',
    inputs: inputsOf(undefined, columns),
    transforms: [],
  })
}

/** Columns of instants. */
export function dates(...columns: readonly (Time<null> | Selector)[]): DateChain {
  const chain: Chain = {
    kind: 'chain',
    takes: 'timestamp',
    inputs: inputsOf('timestamp', columns),
    transforms: [],
  }
  return {
    ...chain,
    parts: (...parts) => numericChain(longer(chain, { kind: 'date-parts', parts } as Transform)),
  }
}

/** Days of 24 hours from one instant to another, with fractions. */
export function daysBetween(from: Time<null>, to: Time<null>): NumericChain {
  const node = call('daysBetween', nodeOf(from, 'timestamp'), nodeOf(to, 'timestamp'))
  return numeric(exprOf<Num<null>>(node))
}

function numericChain(chain: Chain): NumericChain {
  const add = (transform: Transform) => numericChain(longer(chain, transform))
  return Object.freeze({
    ...chain,
    impute: (by, { indicator = false } = {}) => add({ kind: 'impute', by, indicator } as Impute),
    clip: (low, high) => {
      shares('clip', low, high)
      return add({ kind: 'clip', low, high } as Transform)
    },
    standardize: () => add({ kind: 'standardize' }),
    minMax: ({ range = [0, 1], clip = false } = {}) => add({ kind: 'min-max', range, clip } as Transform),
    robust: ({ unitVariance = false } = {}) => add({ kind: 'robust', unitVariance } as Transform),
    log1p: () => add({ kind: 'log1p' }),
    bins: (count, { strategy = 'quantile', encode = 'ordinal' } = {}) => {
      if (!Number.isInteger(count) || count < 2) {
        throw new OptionInvalid({
          of: 'bins',
          option: 'count',
          value: count,
          expected: 'a whole number from 2',
        })
      }
      return add({ kind: 'bins', count, strategy, encode } as Bins)
    },
  } satisfies NumericChain)
}

function categoryChain(chain: Chain): CategoryChain {
  const add = (transform: Transform) => categoryChain(longer(chain, transform))
  return Object.freeze({
    ...chain,
    impute: by => add({ kind: 'impute', by, indicator: false } as Impute),
    oneHot: ({ unknown = 'bucket', ...options } = {}) =>
      add({ kind: 'one-hot', unknown, ...options } as OneHot),
    ordinal: ({ unknown = -1 } = {}) => add({ kind: 'ordinal', unknown } as Transform),
    target: ({ smooth = 'auto' } = {}) => add({ kind: 'target', smooth } as TargetEncoding),
    frequency: () => add({ kind: 'frequency' }),
  } satisfies CategoryChain)
}

function longer(chain: Chain, transform: Transform): Chain {
  const { kind, takes, inputs, transforms } = chain
  return { kind, takes, inputs, transforms: [...transforms, transform] }
}

function inputsOf(
  type: DataType | undefined,
  columns: readonly (Expr<unknown> | Selector)[],
): readonly ChainInput[] {
  return columns.map(column => {
    if (column.kind === 'selector') return { kind: 'selector', by: column.by, not: column.not }
    const name = columnName(column)
    if (name !== undefined) return { kind: 'column', name }
    const node = nodeOf(column, type)
    return { kind: 'expression', name: shown(node), node }
  })
}

/** A computed feature's name: what is computed. */
function shown(node: ExprNode): string {
  if (node.kind === 'column') return node.name
  if (node.kind === 'literal') return String(node.value)
  return node.kind === 'call' ? `${node.op}(${node.args.map(shown).join(', ')})` : node.kind
}

function shares(of: string, low: number, high: number): void {
  if (low >= 0 && high <= 1 && low < high) return
  const expected = 'two shares with 0 ≤ low < high ≤ 1, such as clip(0.01, 0.99)'
  throw new OptionInvalid({ of, option: 'low, high', value: [low, high], expected })
}
