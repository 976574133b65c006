import type { Text } from '@sluice/expr'
import type { Tfidf } from '../transforms/tfidf.ts'
import { chainInputs, withTransform, type ChainData } from './chain-data.ts'
import { numericChain, type NumericChain } from './numeric-chain.ts'
import { mustBe } from './option-rules.ts'
import type { Selector } from './selector.ts'

/** What `text` takes: text columns and expressions, selectors. */
export type TextInput = Text<null> | Selector<'text' | 'any'>

/** Options of `tfidf`. */
export interface TfidfOptions {
  /** At most so many of the most frequent terms (100), up to 200: every one is a feature. */
  readonly maxTerms?: number
  /** Below 1 a share of the training rows, from 1 a count of them (1): rarer terms are left out. */
  readonly minFrequency?: number
  /** Terms are runs of so many words, at least and at most; `[1, 1]` unless told otherwise, up to 3. */
  readonly ngrams?: readonly [number, number]
}

/** Short texts on their way to features. */
export interface TextChain extends ChainData {
  readonly kind: 'text-chain'
  /**
   * How much the words of a text tell, such as those of a title: one feature per word of the training rows. Words are
   * runs of two and more letters, digits and `_`, in lower case.
   */
  tfidf(options?: TfidfOptions): NumericChain
}

/** Starts a chain of transforms of texts, each column on its own. */
export function text(...columns: readonly TextInput[]): TextChain {
  const data: ChainData = { takes: 'text', inputs: chainInputs(columns, 'text'), transforms: [] }
  return Object.freeze({
    kind: 'text-chain',
    ...data,
    tfidf: ({ maxTerms = 100, minFrequency = 1, ngrams = [1, 1] } = {}) => {
      const isCount = Number.isSafeInteger(maxTerms) && maxTerms >= 1 && maxTerms <= 200
      mustBe('a whole number from 1 to 200', isCount, { of: 'tfidf', maxTerms })
      const isFrequency = Number.isFinite(minFrequency) && minFrequency > 0
      mustBe('a share below 1 or a count from 1', isFrequency, { of: 'tfidf', minFrequency })
      const [least, most] = ngrams
      const isRange = [1, 2, 3].includes(least) && [1, 2, 3].includes(most) && least <= most
      mustBe('two whole numbers from 1 to 3, the smaller first', isRange, { of: 'tfidf', ngrams })
      return numericChain(withTransform(data, { kind: 'tfidf', maxTerms, minFrequency, ngrams } as Tfidf))
    },
  } satisfies TextChain)
}
