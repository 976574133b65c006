import { duckdb } from '@sluice/expr'
import type { Statistic, TermsMeasurement } from '../../transforms/transform.ts'
import { listIn, numberIn, rowsColumn, valuesTable } from './question.ts'
import type { Asked } from './questions.ts'

/** What is asked of terms. */
export type TermsWanted = Omit<Extract<Statistic, { readonly kind: 'terms' }>, 'kind' | 'of'>

/** The most frequent terms of words that have two spaces between them. */
export function termsQuestion(id: string, v: string, wanted: TermsWanted): Asked<TermsMeasurement> {
  const { top, least } = wanted
  // The words are read at one place only, so that they are computed once; a text without any has one that is empty.
  const words = `SELECT row_number() OVER () AS r, string_split(trim(${v}), '  ') AS w FROM ${valuesTable}`
  const terms = `SELECT r, unnest(${termsSql(wanted)}) AS t FROM (${words})`
  const perRow = `SELECT t, count(*) AS k FROM (${terms}) WHERE t <> '' GROUP BY r, t`
  const enough =
    least < 1 ? `${duckdb.number(least)} * (SELECT count(*) FROM ${valuesTable})` : `${Math.ceil(least)}`
  const frequent = `SELECT t, count(*)::DOUBLE AS n, sum(k) AS c FROM (${perRow}) GROUP BY t HAVING count(*) >= ${enough} ORDER BY c DESC, t LIMIT ${top}`
  const list = (name: string) => `list(${name} ORDER BY t) AS ${id}_${name}`
  return {
    tables: [`SELECT ${list('t')}, ${list('n')} FROM (${frequent})`],
    read: answer => ({
      kind: 'terms',
      rows: numberIn(answer, rowsColumn),
      terms: listIn<string>(answer, `${id}_t`),
      rowsWith: listIn<number>(answer, `${id}_n`),
    }),
  }
}

/** A list of the terms of a list of words `w`: runs that end as they begin could overlap, and are left out. */
function termsSql({ ngrams: [least, most] }: TermsWanted): string {
  const sizes = Array.from({ length: most - least + 1 }, (_, i) => least + i)
  const runs = sizes.map(size => {
    if (size === 1) return 'w'
    const all = `list_transform(range(1, len(w) - ${size} + 2), lambda i: w[i:i + ${size - 1}])`
    return `list_transform(list_filter(${all}, lambda run: run[1] <> run[${size}]), lambda run: array_to_string(run, ' '))`
  })
  return runs.length === 1 ? (runs[0] as string) : `list_concat(${runs.join(', ')})`
}
