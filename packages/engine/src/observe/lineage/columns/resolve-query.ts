import type { Json } from '@sluice/core'
import {
  distinct,
  influencing,
  LineageUnknown,
  sameName,
  type DerivedColumn,
  type NamedRelation,
  type Origin,
  type Relation,
  type Scope,
  type Tree,
} from './relation.ts'
import { originsOf } from './resolve-expression.ts'

/** What a query node of DuckDB's parse tree gives. Throws `LineageUnknown` for what is not understood. */
export function resolveQuery(query: Tree, scope: Scope): Relation {
  const inner = withCommonTables(query, scope)
  switch (query['type']) {
    case 'SELECT_NODE':
      return resolveSelect(query, inner)
    case 'SET_OPERATION_NODE':
      return resolveUnion(query, inner)
    default:
      throw new LineageUnknown(`a query of type ${String(query['type'])}`)
  }
}

function withCommonTables(query: Tree, scope: Scope): Scope {
  const entries = ((query['cte_map'] as Tree | undefined)?.['map'] ?? []) as readonly Tree[]
  const tables = new Map(scope.tables)
  for (const { key, value } of entries) {
    const { query: common, aliases } = value as Tree
    const made = resolveQuery((common as Tree)['node'] as Tree, { ...scope, tables })
    tables.set(String(key).toLowerCase(), renamed(made, aliases as readonly string[]))
  }
  return { ...scope, tables }
}

function resolveUnion(query: Tree, scope: Scope): Relation {
  const [first, ...others] = partsOf(query).map(part => resolveQuery(part, scope))
  if (first === undefined || query['setop_type'] === 'UNION_BY_NAME') {
    throw new LineageUnknown('a set operation')
  }
  const columns = first.columns.map(({ name, origins }, i) => ({
    name,
    origins: distinct([...origins, ...others.flatMap(({ columns: same }) => same[i]?.origins ?? [])]),
  }))
  return { columns, influences: distinct([first, ...others].flatMap(({ influences }) => influences)) }
}

function partsOf(query: Tree): readonly Tree[] {
  if (Array.isArray(query['children'])) return query['children'] as readonly Tree[]
  return [query['left'], query['right']] as readonly Tree[]
}

function resolveSelect(query: Tree, scope: Scope): Relation {
  const from = fromTable(query['from_table'] as Tree | null, scope)
  const here: Scope = {
    tables: scope.tables,
    relations: from.relations,
    ...(scope.outer && { outer: scope.outer }),
  }
  const list = query['select_list'] as readonly Tree[]
  // A later expression may name an earlier one.
  const columns: DerivedColumn[] = []
  for (const item of list) columns.push(...selected(item, withResults(here, columns)))
  const all = withResults(here, columns)
  const decided = (child: Json | undefined) => originsOf(child, all, resolveQuery)
  const influences = [
    ...from.influences,
    ...influencing([...decided(query['where_clause']), ...decided(query['having'])], 'FILTER'),
    ...influencing(decided(query['qualify']), 'FILTER'),
    ...influencing(groupsOf(query, list, columns, decided), 'GROUP_BY'),
    ...influencing(sortsOf(query, decided), 'SORT'),
  ]
  return { columns, influences: distinct(influences) }
}

/** Columns of tables come before results of the same name. */
function withResults(scope: Scope, columns: readonly DerivedColumn[]): Scope {
  return { ...scope, relations: [...scope.relations, { alias: '', columns, influences: [] }] }
}

function groupsOf(
  query: Tree,
  list: readonly Tree[],
  columns: readonly DerivedColumn[],
  decided: (child: Json | undefined) => readonly Origin[],
): readonly Origin[] {
  const isAggregated = (column: DerivedColumn) => column.origins.some(({ how }) => how === 'AGGREGATION')
  if (query['aggregate_handling'] === 'FORCE_AGGREGATES') {
    return columns.filter(column => !isAggregated(column)).flatMap(({ origins }) => origins)
  }
  return ((query['group_expressions'] ?? []) as readonly Tree[]).flatMap(group => {
    const position = (group['value'] as Tree | undefined)?.['value']
    const isPosition = group['class'] === 'CONSTANT' && typeof position === 'number'
    return decided(isPosition ? list[position - 1] : group)
  })
}

function sortsOf(query: Tree, decided: (child: Json | undefined) => readonly Origin[]): readonly Origin[] {
  const modifiers = (query['modifiers'] ?? []) as readonly Tree[]
  const orders = modifiers.flatMap(({ orders: some }) => (some ?? []) as readonly Tree[])
  return orders.flatMap(({ expression }) => {
    // ORDER BY ALL
    if ((expression as Tree)['class'] === 'STAR') return []
    return decided(expression)
  })
}

function selected(item: Tree, scope: Scope): readonly DerivedColumn[] {
  if (item['class'] === 'STAR') return starColumns(item, scope)
  const names = (item['column_names'] ?? []) as readonly string[]
  const name = String(item['alias'] || names.at(-1) || '')
  return [{ name, origins: originsOf(item, scope, resolveQuery) }]
}

function starColumns(star: Tree, scope: Scope): readonly DerivedColumn[] {
  if (star['columns'] === true || hasItems(star['qualified_exclude_list']) || hasItems(star['rename_list'])) {
    throw new LineageUnknown('a star with COLUMNS or RENAME')
  }
  const of = String(star['relation_name'])
  const excluded = (star['exclude_list'] ?? []) as readonly string[]
  const replaced = (star['replace_list'] ?? []) as readonly Tree[]
  const relations = scope.relations.filter(({ alias }) => (of === '' ? alias !== '' : sameName(alias, of)))
  if (relations.length === 0) throw new LineageUnknown(`the star of ${of}`)
  const columns = new Map<string, DerivedColumn>()
  for (const column of relations.flatMap(relation => relation.columns)) {
    const key = column.name.toLowerCase()
    // The same name from two sides of a join is renamed by DuckDB; with USING it is one column.
    if (columns.has(key) || excluded.some(name => sameName(name, column.name))) continue
    const other = replaced.find(({ key: name }) => sameName(String(name), column.name))
    columns.set(
      key,
      other === undefined
        ? column
        : { name: column.name, origins: originsOf(other['value'], scope, resolveQuery) },
    )
  }
  return [...columns.values()]
}

function hasItems(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length > 0
}

interface From {
  readonly relations: readonly NamedRelation[]
  readonly influences: readonly Origin[]
}

function fromTable(table: Tree | null, scope: Scope): From {
  switch (table?.['type']) {
    case undefined:
    case 'EMPTY':
      return { relations: [], influences: [] }
    case 'BASE_TABLE': {
      const name = String(table['table_name'])
      const found = scope.tables.get(name.toLowerCase())
      if (found === undefined || table['schema_name'] !== '') throw new LineageUnknown(`the table ${name}`)
      return named(found, table, name)
    }
    case 'SUBQUERY': {
      const query = (table['subquery'] as Tree)['node'] as Tree
      return named(resolveQuery(query, scope), table, 'unnamed_subquery')
    }
    case 'JOIN':
      return joined(table, scope)
    default:
      throw new LineageUnknown(`a table of type ${String(table?.['type'])}`)
  }
}

function named(relation: Relation, table: Tree, name: string): From {
  const { columns, influences } = renamed(relation, (table['column_name_alias'] ?? []) as readonly string[])
  return { relations: [{ alias: String(table['alias'] || name), columns, influences: [] }], influences }
}

function renamed({ columns, influences }: Relation, names: readonly string[]): Relation {
  return { columns: columns.map((column, i) => ({ ...column, name: names[i] ?? column.name })), influences }
}

function joined(table: Tree, scope: Scope): From {
  const left = fromTable(table['left'] as Tree, scope)
  // The right side of a lateral join sees the left one.
  const lateral: Scope = { ...scope, outer: { ...scope, relations: left.relations } }
  const right = fromTable(table['right'] as Tree, lateral)
  const relations = [...left.relations, ...right.relations]
  const using = (table['using_columns'] ?? []) as readonly string[]
  const shared = using.flatMap(name =>
    relations.flatMap(({ columns }) => columns.filter(column => sameName(column.name, name))),
  )
  const on = originsOf(table['condition'], { ...scope, relations }, resolveQuery)
  const deciding = influencing([...on, ...shared.flatMap(({ origins }) => origins)], 'JOIN')
  return { relations, influences: distinct([...left.influences, ...right.influences, ...deciding]) }
}

/** A table whose columns are its own. */
export function tableRelation(table: string, fields: readonly string[]): Relation {
  const columns = fields.map(field => ({
    name: field,
    origins: [{ table, field, how: 'IDENTITY' as const }],
  }))
  return { columns, influences: [] }
}
