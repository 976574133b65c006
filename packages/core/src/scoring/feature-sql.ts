import { canonicalJson } from '../pipeline/canonical-json.ts'
import { sha256 } from '../digest/sha256.ts'
import { rawSql, renderSql } from '../sql/sql.ts'
import type { SqlFragment, SqlStatement, SqlValue } from '../sql/fragment.ts'
import { asOfDate, type AsOf } from '../time/as-of.ts'
import type { ScoringDefinition } from './definition.ts'
import { featureViews, labelViews, type SourceTables, type Underlying } from './source-view.ts'

/** The feature and label SQL of a definition at one instant. */
export interface BoundSql {
  readonly features: SqlFragment
  readonly label: SqlFragment
  /** How far after `asOf` the label looks, in days. */
  readonly horizonDays: number
}

/** The identity of a feature definition: what an artifact was trained on, and what scoring must equal. */
export interface FeatureDefinition {
  readonly digest: string
  /** Instants and bigints among its values are texts. */
  readonly sql: SqlStatement
  /** Declared columns, time column and look-back by source. */
  readonly sources: Readonly<Record<string, unknown>>
}

/** Any fixed instant: definitions are compared as they would be at this date. */
const referenceDate = asOfDate(new Date('2000-01-03T00:00:00Z'))

/** Name of the stand-in table for a source where SQL is bound or compared without data. */
export function standIn(source: string): string {
  return `sluice_source_${source}`
}

/** Builds the SQL of a definition over rows given by `underlying`, cut at `asOf`. */
export function bindSql<P, S extends SourceTables, F>(
  definition: Pick<ScoringDefinition<P, S, F>, 'features' | 'label'>,
  sources: S,
  context: { readonly params: P; readonly asOf: AsOf; readonly underlying: Underlying },
): BoundSql {
  const { params, asOf, underlying } = context
  let end = asOf.date.getTime()
  const onWindow = (to: AsOf) => {
    end = Math.max(end, to.date.getTime())
  }
  const features = definition.features({ ...featureViews(sources, underlying, asOf), asOf, params })
  const label = definition.label({ ...labelViews(sources, underlying, asOf, onWindow), asOf, params })
  return { features, label, horizonDays: (end - asOf.date.getTime()) / 86_400_000 }
}

/** The digest of what makes the features: SQL text, constants and what is declared of the sources. */
export function featureDefinition<P, S extends SourceTables, F>(
  definition: Pick<ScoringDefinition<P, S, F>, 'features' | 'label'>,
  sources: S,
  params: P,
): FeatureDefinition {
  const { features } = bindSql(definition, sources, {
    params,
    asOf: referenceDate,
    underlying: name => rawSql(`"${standIn(name)}"`),
  })
  const sql = renderSql(features)
  const declared = Object.fromEntries(
    Object.entries(sources).map(([name, { schema, time, knownAt, lookbackDays }]) => [
      name,
      { schema, time, knownAt, lookbackDays },
    ]),
  )
  const stored = { text: sql.text, values: sql.values.map(storable) }
  return { digest: sha256(canonicalJson({ sql, declared })), sql: stored, sources: declared }
}

/** The value as an artifact keeps it: JSON has neither instants nor whole numbers of any size. */
function storable(value: SqlValue): SqlValue {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'bigint' ? String(value) : value
}

/** How far after `asOf` the label of a definition looks, in days. */
export function labelHorizonDays<P, S extends SourceTables, F>(
  definition: Pick<ScoringDefinition<P, S, F>, 'features' | 'label'>,
  sources: S,
  params: P,
): number {
  const underlying: Underlying = name => rawSql(`"${standIn(name)}"`)
  return bindSql(definition, sources, { params, asOf: referenceDate, underlying }).horizonDays
}
