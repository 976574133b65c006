import { compareText } from '../js/text.ts'
import type { LookupNode, Value } from '../node/node.ts'
import type { Dialect } from './dialect.ts'
import { filled } from './template.ts'
import type { SqlTree } from './tree.ts'

type Pieces = readonly (string | SqlTree)[]

/** One CASE that is NULL for a NULL input: all mentions of the input are its own, so that it can be bound once. */
export function unlessNull(input: SqlTree, missing: string, pieces: Pieces): SqlTree {
  return { pieces: ['CASE WHEN ', input, ` IS NULL THEN ${missing} ELSE `, ...pieces, ' END'], atom: false }
}

/** `choices[i]` where exactly `i` of the ascending `edges` are at or below the input, by halves. */
export function between(input: SqlTree, edges: readonly string[], choices: readonly Pieces[]): Pieces {
  if (edges.length === 0) return choices[0] as Pieces
  const middle = edges.length >>> 1
  const upper = between(input, edges.slice(middle + 1), choices.slice(middle + 1))
  const lower = between(input, edges.slice(0, middle), choices.slice(0, middle + 1))
  return ['CASE WHEN ', input, ` >= ${edges[middle]} THEN `, ...upper, ' ELSE ', ...lower, ' END']
}

/** Longer lookups are searched by halves instead of from the first key to the last. */
const longestList = 12

interface Entry {
  readonly key: Value
  readonly sql: string
  readonly value: string
}

/** A lookup as CASE. */
export function lookupCase(
  dialect: Dialect,
  input: SqlTree,
  node: LookupNode,
  constant: { readonly key: (value: Value) => string; readonly value: (value: Value) => string },
): SqlTree {
  const entries = node.keys.map((key, i) => ({
    key,
    sql: constant.key(key),
    value: constant.value(node.values[i] as Value),
  }))
  const otherwise = constant.value(node.unknown)
  const body = halves(dialect, input, sorted(entries), otherwise)
  if (node.missing === node.unknown && entries.length <= longestList) return { pieces: body, atom: false }
  return unlessNull(input, constant.value(node.missing), body)
}

function sorted(entries: readonly Entry[]): readonly Entry[] {
  if (entries.length <= longestList) return entries
  return entries.toSorted((a, b) =>
    typeof a.key === 'string' ? compareText(a.key, b.key as string) : Number(a.key) - Number(b.key),
  )
}

function halves(dialect: Dialect, input: SqlTree, entries: readonly Entry[], otherwise: string): Pieces {
  if (entries.length === 0) return [otherwise]
  if (entries.length <= longestList) {
    const cases = entries.map(({ sql, value }) => `WHEN ${sql} THEN ${value}`).join(' ')
    return ['CASE ', input, ` ${cases} ELSE ${otherwise} END`]
  }
  const middle = entries.length >>> 1
  const pivot = entries[middle] as Entry
  const less = (typeof pivot.key === 'string' && dialect.textOps.less) || dialect.ops.less
  const below = filled(less, [input, { pieces: [pivot.sql], atom: true }])
  return [
    'CASE WHEN ',
    ...below.pieces,
    ' THEN ',
    ...halves(dialect, input, entries.slice(0, middle), otherwise),
    ' ELSE ',
    ...halves(dialect, input, entries.slice(middle), otherwise),
    ' END',
  ]
}
