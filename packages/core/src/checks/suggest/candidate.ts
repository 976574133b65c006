import type { MetricScale } from '../../quality/series/scale.ts'
import type { TableSchema } from '../../schema/table-schema.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import { identifier, rawSql, sql } from '../../sql/sql.ts'
import { columnMeasure, columnMeasures, type MeasureName } from '../kinds/column-measures.ts'
import { columnValue, noMeasure, typeOf } from '../kinds/column-sql.ts'
import { number } from '../wording.ts'

/** A check that may be suggested: a metric of the dataset. */
export interface CheckCandidate {
  /** Such as `mean(spend)`. */
  readonly name: string
  /** Absent where it is the number of rows. */
  readonly column?: string
  readonly scale: MetricScale
  /** An aggregate over the rows of a load, and of how many, of a share. */
  readonly value: SqlPart
  readonly size: SqlPart
  /** The check as code, without its `minChange`, such as `check.metric({ mean: 'spend' }`. */
  readonly code: string
}

/** What is known of columns by past loads: of numbers where a share of the rows lies below, of texts which there are. */
export type Edges = Readonly<Record<string, readonly (number | string)[]>>

/** The quantiles that {@link Edges} of numbers are. */
export const edgeQuantiles = [0.01, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999] as const
/** Texts with more different values than this are not listed. */
export const mostListed = 40

/** Everything that a dataset of these columns can be watched by; `edges` are those of past loads. */
export function candidates(schema: TableSchema, edges: Edges = {}): readonly CheckCandidate[] {
  const rows: CheckCandidate = {
    name: 'row-count',
    scale: 'count',
    value: rawSql('count(*)'),
    size: noMeasure,
    code: 'check.rowCount(',
  }
  return [
    rows,
    ...schema.columns.flatMap(({ name, type }) => [
      ...(Object.keys(columnMeasures) as MeasureName[])
        .filter(measure => (columnMeasure(measure).types?.includes(type) ?? true) && measure !== 'share')
        .map(measure => measureOf(schema, name, measure)),
      ...sharesOf(name, edges[name] ?? []),
    ]),
  ]
}

function measureOf(schema: TableSchema, column: string, name: MeasureName): CheckCandidate {
  const { sql: measure, of, scale } = columnMeasure(name)
  const value = columnValue(schema, column)
  return {
    name: `${name}(${column})`,
    column,
    scale,
    value: measure(value, typeOf(schema, column)),
    size: of?.(value) ?? noMeasure,
    code: `check.metric({ ${name}: ${JSON.stringify(column)} }`,
  }
}

function sharesOf(column: string, known: readonly (number | string)[]): readonly CheckCandidate[] {
  const texts = known.filter(value => typeof value === 'string')
  const numbers = [...new Set(known.filter(value => typeof value === 'number'))]
  return [
    ...(texts.length > 0 ? [shareKnown(column, texts)] : []),
    ...numbers.map(edge => shareAbove(column, edge)),
  ]
}

function shareKnown(column: string, texts: readonly string[]): CheckCandidate {
  const name = `share of ${column} that is known`
  const quoted = texts.map(text => `'${text.replaceAll("'", "''")}'`).join(', ')
  const shown = `avg((${quotedSql(column)} IN (${quoted}))::INT)`
  return {
    name,
    column,
    scale: 'share',
    value: rawSql(shown),
    size: rawSql('count(*)'),
    code: `check.metric({ sql: sql${templateOf(shown)}, as: ${JSON.stringify(name)} }`,
  }
}

/** Text as a template of JavaScript. */
function templateOf(text: string): string {
  return `\`${text.replace(/[\\`]|\$(?=\{)/g, String.raw`\$&`)}\``
}

function shareAbove(column: string, edge: number): CheckCandidate {
  const condition = sql`${identifier(column)} > ${rawSql(`${edge}::DOUBLE`)}`
  const name = `share of ${column} above ${number(edge)}`
  const shown = `avg((${quotedSql(column)} > ${edge})::INT)`
  return {
    name,
    column,
    scale: 'share',
    value: sql`avg((${condition})::INT)`,
    size: rawSql('count(*)'),
    code: `check.metric({ sql: sql${templateOf(shown)}, as: ${JSON.stringify(name)} }`,
  }
}

function quotedSql(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
