import type { Json } from '@sluice/core'

/** A node of DuckDB's parse tree. */
export type Tree = { readonly [name: string]: Json }

/** How a column comes about: as it is, computed of rows, or of many rows at once. */
export type Derivation = 'IDENTITY' | 'TRANSFORMATION' | 'AGGREGATION'

/** How a column matters for a result that does not show it. */
export type Influence = 'FILTER' | 'JOIN' | 'GROUP_BY' | 'SORT' | 'WINDOW' | 'CONDITIONAL'

/** A column of a table that a statement reads. */
export interface Origin {
  readonly table: string
  readonly field: string
  readonly how: Derivation | Influence
}

/** What a column of a result is made of. */
export interface DerivedColumn {
  readonly name: string
  readonly origins: readonly Origin[]
}

/** What a statement or a table gives: its columns in order, and what decides which rows there are. */
export interface Relation {
  readonly columns: readonly DerivedColumn[]
  readonly influences: readonly Origin[]
}

/** A relation under the name by which columns are qualified. */
export interface NamedRelation extends Relation {
  readonly alias: string
}

/** What a part of a statement can name. */
export interface Scope {
  /** Tables and common tables by name in lower case. */
  readonly tables: ReadonlyMap<string, Relation>
  readonly relations: readonly NamedRelation[]
  /** What surrounds a subquery. */
  readonly outer?: Scope
}

/** SQL whose lineage is not known: then nothing is said instead of something wrong. */
export class LineageUnknown extends Error {}

/** The same origins, as parts of something larger. */
export function within(origins: readonly Origin[], how: Derivation): readonly Origin[] {
  const rank = { IDENTITY: 0, TRANSFORMATION: 1, AGGREGATION: 2 }
  return origins.map(origin => {
    if (!(origin.how in rank)) return origin
    const before = origin.how as Derivation
    return rank[before] >= rank[how] ? origin : { ...origin, how }
  })
}

/** The same origins as columns that only decide about something. */
export function influencing(origins: readonly Origin[], how: Influence): readonly Origin[] {
  return origins.map(({ table, field }) => ({ table, field, how }))
}

/** Each origin once. */
export function distinct(origins: readonly Origin[]): readonly Origin[] {
  return [
    ...new Map(
      origins.map(origin => [JSON.stringify([origin.table, origin.field, origin.how]), origin]),
    ).values(),
  ]
}

/** Equal names of SQL, which does not look at case. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
