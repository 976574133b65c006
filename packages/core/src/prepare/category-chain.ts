import type { Bool, Num, Text } from '@sluice/expr'
import { mostCodes, type Codes } from '../transforms/codes.ts'
import type { Hash } from '../transforms/hash.ts'
import type { Impute } from '../transforms/impute.ts'
import type { OneHot } from '../transforms/one-hot.ts'
import type { Ordinal } from '../transforms/ordinal.ts'
import type { RareOptions } from '../transforms/rare-categories.ts'
import type { TargetEncoding } from '../transforms/target.ts'
import { chainInputs, withTransform, type Chain, type ChainData } from './chain-data.ts'
import { numericChain, type NumericChain } from './numeric-chain.ts'
import { mustBe } from './option-rules.ts'
import type { Selector } from './selector.ts'

/** What `category` takes: text, boolean and number columns or expressions, selectors. */
export type CategoryInput =
  | Text<null>
  | Bool<null>
  | Num<null>
  | Selector<'text' | 'boolean' | 'number' | 'any'>

/** Options of `oneHot`. */
export interface OneHotOptions {
  /** Below 1 a share of the training rows, from 1 a count: rarer categories share one column. */
  readonly minFrequency?: number
  /** At most this many columns, the shared one included. */
  readonly maxCategories?: number
  /** Where unknown categories go: to the shared column where there is one (default), or to no column. */
  readonly unknown?: OneHot['unknown']
}

/** Options of `codes`. */
export interface CodesOptions {
  /** Below 1 a share of the training rows, from 1 a count: rarer categories become one, "other". */
  readonly minFrequency?: number
  /** At most this many categories, "other" included; 255 unless said otherwise, and no more. */
  readonly maxCategories?: number
}

/** Categories on their way to features; they must be encoded before they are any. Missing is a category. */
export interface CategoryChain extends ChainData {
  readonly kind: 'category-chain'
  /** Replaces missing values. */
  impute(
    by: 'most-frequent' | { readonly constant: string | number | boolean },
    options?: { readonly indicator?: boolean },
  ): CategoryChain
  /** One 0/1 feature per category. */
  oneHot(options?: OneHotOptions): Chain
  /**
   * The category itself, for learners that split by category, such as boosted trees. Rare categories become one,
   * "other", and so do unknown ones; without rare ones an unknown category is missing.
   */
  codes(options?: CodesOptions): Chain
  /** The position among the sorted categories; `unknown` (-1) for those that training did not have. */
  ordinal(options?: { readonly unknown?: number }): NumericChain
  /** The mean target of the category, drawn towards that of all rows; cross-fitted on the trainer's folds. */
  target(options?: { readonly smooth?: TargetEncoding['smooth'] }): NumericChain
  /** The share of training rows that have the category. */
  frequency(): NumericChain
  /**
   * One of `buckets` 0/1 features by a hash of the text: nothing is learned, so a new category has a place too, and
   * several share one. For columns with very many texts.
   */
  hash(buckets: number): Chain
}

/** Starts a chain of transforms of categories, each column on its own. */
export function category(...columns: readonly CategoryInput[]): CategoryChain {
  return categoryChain({ takes: 'category', inputs: chainInputs(columns, undefined), transforms: [] })
}

function categoryChain(data: ChainData): CategoryChain {
  return Object.freeze({
    kind: 'category-chain',
    ...data,
    impute: (by, { indicator = false } = {}) =>
      categoryChain(withTransform(data, { kind: 'impute', by, indicator } as Impute)),
    oneHot: (options = {}) =>
      Object.freeze({ kind: 'chain', ...withTransform(data, oneHotOf(options)) } as const),
    codes: (options = {}) =>
      Object.freeze({ kind: 'chain', ...withTransform(data, codesOf(options)) } as const),
    ordinal: ({ unknown = -1 } = {}) => {
      mustBe('a number below 0', Number.isFinite(unknown) && unknown < 0, { of: 'ordinal', unknown })
      return numericChain(withTransform(data, { kind: 'ordinal', unknown } as Ordinal))
    },
    target: ({ smooth = 'auto' } = {}) => {
      const known = smooth === 'auto' || smooth === 'pooled' || (Number.isFinite(smooth) && smooth >= 0)
      mustBe("'auto', 'pooled' or a number from 0", known, { of: 'target', smooth })
      return numericChain(withTransform(data, { kind: 'target', smooth } as TargetEncoding))
    },
    frequency: () => numericChain(withTransform(data, { kind: 'frequency' })),
    hash: buckets => {
      const kept = Number.isSafeInteger(buckets) && buckets >= 2 && buckets <= 10_000
      mustBe('a whole number from 2 to 10000', kept, { of: 'hash', buckets })
      return Object.freeze({
        kind: 'chain',
        ...withTransform(data, { kind: 'hash', buckets } as Hash),
      } as const)
    },
  } satisfies CategoryChain)
}

function oneHotOf({ unknown = 'bucket', ...rare }: OneHotOptions): OneHot {
  return { kind: 'one-hot', ...rareOf('oneHot', rare), unknown }
}

function codesOf({ maxCategories = mostCodes, ...rest }: CodesOptions): Codes {
  mustBe(`at most ${mostCodes}`, maxCategories <= mostCodes, { of: 'codes', maxCategories })
  return { kind: 'codes', ...rareOf('codes', { maxCategories, ...rest }) }
}

function rareOf(of: string, { minFrequency, maxCategories }: RareOptions): RareOptions {
  if (minFrequency !== undefined) {
    const kept = Number.isFinite(minFrequency) && minFrequency > 0
    mustBe('a share below 1 or a count from 1', kept, { of, minFrequency })
  }
  if (maxCategories !== undefined) {
    const kept = Number.isSafeInteger(maxCategories) && maxCategories >= 1
    mustBe('a whole number from 1', kept, { of, maxCategories })
  }
  return {
    ...(minFrequency !== undefined && { minFrequency }),
    ...(maxCategories !== undefined && { maxCategories }),
  }
}
