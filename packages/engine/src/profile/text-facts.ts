import {
  byCount,
  estimateDistinct,
  frequentPart,
  mostListed,
  patternSample,
  textPattern,
  type TextCounts,
  type TextFacts,
} from '@sluice/core'
import type { Connection } from '../data/connection.ts'
import { datasetSql } from '../data/dataset-sql.ts'
import { quoted } from '../data/statement.ts'

/** Least estimate of distinct values at which there are surely more than can be listed. */
const surelyMany = 1.25 * mostListed
/** With more different values than this share of all, none is frequent. */
const mostlyDifferent = 0.97
/** A text is shown shortened; whole ones may be documents. */
const shown = 100

type Row = Readonly<Record<string, unknown>>
type Counts = readonly (readonly [string, number])[]

/** Reads what a profile says of text columns: lengths and extremes in one statement, then values of each column. */
export async function textFacts(
  connection: Connection,
  path: string,
  texts: readonly TextCounts[],
): Promise<ReadonlyMap<string, TextFacts>> {
  if (texts.length === 0) return new Map()
  const rowsOf = async (text: string): Promise<readonly Row[]> =>
    (await connection.run({ text, values: [] })).getRowObjectsJS()
  const table = datasetSql(path)
  const measures = texts.map(({ name }, i) => {
    const column = quoted(name)
    return `count(${column}) AS n${i}, min(left(${column}, ${shown})) AS a${i}, max(left(${column}, ${shown})) AS z${i},
      min(length(${column})) AS s${i}, max(length(${column})) AS l${i}, sum(length(${column}))::DOUBLE AS t${i},
      count(CASE WHEN ${column} = '' THEN 1 END) AS e${i}`
  })
  const [row = {}] = await rowsOf(`SELECT ${measures.join(', ')} FROM ${table}`)
  const found = new Map<string, TextFacts>()
  for (const [i, { name, distinct }] of texts.entries()) {
    const of = (letter: string) => row[`${letter}${i}`] ?? null
    const present = Number(of('n'))
    if (present === 0) continue
    const column = { name, table, present, estimate: estimateDistinct(distinct) }
    found.set(name, {
      min: of('a') as string | null,
      max: of('z') as string | null,
      empty: Number(of('e')),
      length: { min: Number(of('s')), max: Number(of('l')), sum: Number(of('t')) },
      ...(await countsOf(column, rowsOf)),
      patterns: await patternsOf(column, rowsOf),
    })
  }
  return found
}

interface TextColumnOf {
  readonly name: string
  readonly table: string
  readonly present: number
  readonly estimate: number
}

type Rows = (text: string) => Promise<readonly Row[]>

/** All values where they are few, and the frequent ones. */
async function countsOf(
  { name, table, present, estimate }: TextColumnOf,
  rowsOf: Rows,
): Promise<{ readonly frequent: Counts; readonly values?: Counts }> {
  const least = Math.max(1, Math.ceil(present / frequentPart))
  if (estimate > surelyMany && estimate > mostlyDifferent * present) return { frequent: [] }
  const grouped = `SELECT ${quoted(name)} AS value, count(*)::DOUBLE AS n FROM ${table} WHERE ${quoted(name)} IS NOT NULL GROUP BY 1`
  const few = estimate <= surelyMany
  const rows = await rowsOf(
    few ? `${grouped} ORDER BY n DESC LIMIT ${mostListed + 1}` : `${grouped} HAVING n >= ${least}`,
  )
  const counts = byCount(rows.map(row => [String(row['value']), Number(row['n'])] as const))
  const frequent = counts.filter(([, count]) => count >= least)
  return few && counts.length <= mostListed ? { frequent, values: counts } : { frequent }
}

/** Patterns of the values with the smallest hashes: those below a limit that lets through a few times as many as needed. */
async function patternsOf(
  { name, table, estimate }: TextColumnOf,
  rowsOf: Rows,
): Promise<TextFacts['patterns']> {
  const column = quoted(name)
  const share = Math.min(1, (8 * patternSample) / Math.max(1, estimate))
  const limit =
    share === 1 ? '' : `AND hash(${column}) < ${BigInt(Math.floor(share * 2 ** 53)) << 11n}::UBIGINT`
  const rows = await rowsOf(
    `SELECT printf('%016x', hash(value)) AS hash, any_value(left(value, 200)) AS value, count(*)::DOUBLE AS n
     FROM (SELECT ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL ${limit})
     GROUP BY hash ORDER BY hash LIMIT ${patternSample}`,
  )
  return rows.map(row => [String(row['hash']), textPattern(String(row['value'])), Number(row['n'])] as const)
}
