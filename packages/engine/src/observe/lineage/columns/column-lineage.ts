import { LineageUnknown, type Relation, type Tree } from './relation.ts'
import { resolveQuery, tableRelation } from './resolve-query.ts'

/**
 * What each column of a query's result is made of, by its parse tree; undefined where that is not known for sure.
 *
 * @param tables columns of the tables that it reads, by name
 */
export function columnLineage(
  tree: Tree,
  tables: ReadonlyMap<string, readonly string[]>,
): Relation | undefined {
  const [statement, ...others] = (tree['statements'] ?? []) as readonly Tree[]
  if (statement === undefined || others.length > 0) return undefined
  const known = new Map(
    [...tables].map(([name, fields]) => [name.toLowerCase(), tableRelation(name, fields)]),
  )
  try {
    return resolveQuery(statement['node'] as Tree, { tables: known, relations: [] })
  } catch (error) {
    if (error instanceof LineageUnknown) return undefined
    throw error
  }
}
