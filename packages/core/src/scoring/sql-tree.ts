import type { Json } from '../data/refs.ts'

/** A node of DuckDB's parse tree. */
export type SqlNode = { readonly [name: string]: Json }

/**
 * Every node of a parse tree with the names (in lower case) of the common tables that it can see. A name counts only
 * where SQL resolves it: anywhere else it would be a table, or a file of that name.
 */
export function* nodesInScope(
  value: Json,
  scope: ReadonlySet<string> = new Set(),
): Generator<readonly [SqlNode, ReadonlySet<string>]> {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesInScope(item, scope)
    return
  }
  const { cte_map: common, ...node } = value as SqlNode
  const inner = new Set(scope)
  for (const { key, value: query } of entriesOf(common)) {
    const name = String(key).toLowerCase()
    yield* nodesInScope(
      query as Json,
      isRecursive(query as Json) ? new Set([...inner, name]) : new Set(inner),
    )
    inner.add(name)
  }
  yield [node, inner]
  for (const child of Object.values(node)) yield* nodesInScope(child, inner)
}

function entriesOf(common: Json | undefined): readonly SqlNode[] {
  return ((common as SqlNode | undefined)?.['map'] as readonly SqlNode[] | undefined) ?? []
}

/** Only a recursive common table sees itself. */
function isRecursive(common: Json): boolean {
  const { query } = common as { readonly query?: { readonly node?: { readonly type?: string } } }
  return query?.node?.type === 'RECURSIVE_CTE_NODE'
}
