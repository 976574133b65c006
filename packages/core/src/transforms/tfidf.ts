import { call, literal, sumOf, type ExprNode } from '@sluice/expr'
import {
  measured,
  type Feature,
  type TermsMeasurement,
  type Transform,
  type TransformKind,
} from './transform.ts'

/** How much the words of a text tell: one feature per word, or per run of several. */
export interface Tfidf extends Transform {
  readonly kind: 'tfidf'
  /** At most so many of the most frequent terms. */
  readonly maxTerms: number
  /** Below 1 a share of the rows, from 1 a count of rows: rarer terms are left out. */
  readonly minFrequency: number
  /** Terms are runs of so many words, at least and at most. */
  readonly ngrams: readonly [number, number]
}

/**
 * As scikit-learn's TfidfVectorizer: the count of a term times `ln((1 + rows) / (1 + rows with it)) + 1`, each row
 * scaled to length 1, terms in the order of their code points, of equally frequent ones the first kept. Unknown words
 * are passed over; a text without known words, and a missing one, is all zeros. Runs of words that can overlap
 * themselves, such as "very very", are no terms.
 */
export const tfidf: TransformKind<Tfidf> = {
  kind: 'tfidf',
  takes: 'text',
  statistics: ({ maxTerms, minFrequency, ngrams }, { expr }) => [
    { kind: 'terms', of: call('words', expr), top: maxTerms, least: minFrequency, ngrams },
  ],
  fit(_transform, { name, expr }, [measurement]) {
    const found = measured(measurement, 'terms')
    if (found.terms.length === 0) {
      return { features: [], warnings: [`"${name}" has no words that are frequent enough and is left out`] }
    }
    return { features: featuresOf(name, expr, found) }
  },
}

function featuresOf(
  name: string,
  text: ExprNode,
  { rows, terms, rowsWith }: TermsMeasurement,
): readonly Feature[] {
  const given = call('coalesce', call('words', text), literal(''))
  const weighted = terms.map((term, i) => {
    const inverse = Math.log((1 + rows) / (1 + (rowsWith[i] as number))) + 1
    // Every word has a space of its own on either side.
    const written = ` ${term.replaceAll(' ', '  ')} `
    return call('multiply', call('occurrences', given, literal(written)), literal(inverse))
  })
  const length = call('sqrt', sumOf(weighted.map(weight => call('multiply', weight, weight))))
  return terms.map((term, i) => ({
    kind: 'value',
    name: `${name}:${term}`,
    expr: call('coalesce', call('divide', weighted[i] as ExprNode, length), literal(0)),
  }))
}
