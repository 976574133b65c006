import type { Json } from '@sluice/core'
import {
  distinct,
  influencing,
  LineageUnknown,
  sameName,
  within,
  type Origin,
  type Relation,
  type Scope,
  type Tree,
} from './relation.ts'

/** Resolves a query inside of an expression. */
export type ResolveQuery = (query: Tree, scope: Scope) => Relation

/** Functions of many rows; others that are not known as such count as computed of one. */
const aggregates = new Set(
  [
    'any_value approx_count_distinct approx_quantile arg_max arg_min array_agg avg bit_and bit_or bit_xor bool_and bool_or',
    'corr count count_if count_star covar_pop covar_samp entropy favg first fsum geomean histogram kurtosis last list',
    'listagg mad max max_by mean median min min_by mode product quantile quantile_cont quantile_disc regr_slope skewness',
    'stddev stddev_pop stddev_samp string_agg group_concat sum sum_no_overflow sumkahan var_pop var_samp variance',
  ].flatMap(line => line.split(' ')),
)

/** The columns that an expression is made of or depends on. */
export function originsOf(
  expression: Json | undefined,
  scope: Scope,
  resolve: ResolveQuery,
): readonly Origin[] {
  if (typeof expression !== 'object' || expression === null) return []
  if (Array.isArray(expression)) {
    return distinct(expression.flatMap(item => originsOf(item as Json, scope, resolve)))
  }
  const node = expression as Tree
  const of = (child: Json | undefined) => originsOf(child, scope, resolve)
  switch (node['class']) {
    case 'COLUMN_REF':
      return columnOrigins(node['column_names'] as readonly string[], scope)
    case 'CONSTANT':
    case 'PARAMETER':
      return []
    case 'FUNCTION':
      return functionOrigins(node, of)
    case 'WINDOW':
      return distinct([
        ...within(of(node['children']), 'TRANSFORMATION'),
        ...influencing([...of(node['partitions']), ...ordersOf(node['orders'], of)], 'WINDOW'),
        ...influencing(of(node['filter_expr']), 'FILTER'),
        ...within([...of(node['offset_expr']), ...of(node['default_expr'])], 'TRANSFORMATION'),
      ])
    case 'CASE': {
      const checks = node['case_checks'] as readonly Tree[]
      const values = [...checks.map(check => check['then_expr']), node['else_expr']]
      return distinct([
        ...within(values.flatMap(of), 'TRANSFORMATION'),
        ...influencing(
          checks.flatMap(check => of(check['when_expr'])),
          'CONDITIONAL',
        ),
      ])
    }
    case 'SUBQUERY': {
      const { columns, influences } = resolve((node['subquery'] as Tree)['node'] as Tree, {
        ...scope,
        outer: scope,
      })
      const values = [...columns.flatMap(({ origins }) => origins), ...of(node['child'])]
      return distinct([...within(values, 'TRANSFORMATION'), ...influences])
    }
    case 'CAST':
    case 'COMPARISON':
    case 'CONJUNCTION':
    case 'OPERATOR':
    case 'BETWEEN':
    case 'COLLATE':
      return within(partsOf(node).flatMap(of), 'TRANSFORMATION')
    default:
      throw new LineageUnknown(`an expression of class ${String(node['class'])}`)
  }
}

function functionOrigins(node: Tree, of: (child: Json | undefined) => readonly Origin[]): readonly Origin[] {
  const isAggregate = aggregates.has(String(node['function_name']).toLowerCase())
  const orders = node['order_bys'] as Tree | null
  return distinct([
    ...within(of(node['children']), isAggregate ? 'AGGREGATION' : 'TRANSFORMATION'),
    ...influencing(of(node['filter']), 'FILTER'),
    ...influencing(ordersOf(orders?.['orders'], of), 'SORT'),
  ])
}

function ordersOf(
  orders: Json | undefined,
  of: (child: Json | undefined) => readonly Origin[],
): readonly Origin[] {
  return ((orders ?? []) as readonly Tree[]).flatMap(order => of(order['expression']))
}

function partsOf(node: Tree): readonly (Json | undefined)[] {
  return ['child', 'children', 'left', 'right', 'input', 'lower', 'upper'].map(name => node[name])
}

/** `column`, `table.column`, or a field of a column. */
function columnOrigins(names: readonly string[], scope: Scope): readonly Origin[] {
  const [first = '', second] = names
  const relation = scope.relations.find(({ alias }) => sameName(alias, first))
  if (second !== undefined && relation !== undefined) {
    const found = relation.columns.find(({ name }) => sameName(name, second))
    if (found !== undefined) return names.length > 2 ? within(found.origins, 'TRANSFORMATION') : found.origins
  }
  for (const { columns } of scope.relations) {
    const found = columns.find(({ name }) => sameName(name, first))
    if (found !== undefined) {
      return second === undefined ? found.origins : within(found.origins, 'TRANSFORMATION')
    }
  }
  if (scope.outer !== undefined) return columnOrigins(names, scope.outer)
  throw new LineageUnknown(`the column ${names.join('.')}`)
}
