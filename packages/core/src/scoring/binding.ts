import type { DatasetRef } from '../data/refs.ts'
import { renderSql, rawSql } from '../sql/sql.ts'
import type { DataSession } from '../data/session.ts'
import { asOfDate } from '../time/as-of.ts'
import type { Extracted } from '../steps/extract.ts'
import type { ScoringDefinition } from './definition.ts'
import {
  bindSql,
  featureDefinition,
  labelHorizonDays,
  standIn,
  type BoundSql,
  type FeatureDefinition,
} from './feature-sql.ts'
import type { SourceTables } from './source-view.ts'
import { refuseUncutSql } from './sql-rules.ts'

/** A scoring definition with the parameters of one deployment: what its steps are made of. */
export interface Binding {
  readonly pipeline: string
  readonly sources: SourceTables
  readonly definition: FeatureDefinition
  readonly horizonDays: number
  /** The SQL at an instant over stand-in tables: for keys and for judging it before it runs. */
  readonly text: (asOf: Date) => { readonly features: unknown; readonly label: unknown }
  /** The SQL at an instant over extracted tables. */
  readonly over: (tables: Extracted<SourceTables>, data: DataSession, asOf: Date) => BoundSql
  /** Refuses SQL that could read around the cut at one of these instants. */
  readonly refuseUncut: (data: DataSession, dates: readonly Date[]) => Promise<void>
}

/** Binds a definition to parameters. Nothing is read. */
export function bindingOf<P, S extends SourceTables, F>(
  pipeline: string,
  scoring: ScoringDefinition<P, S, F>,
  context: { readonly params: P; readonly deployment: string },
): Binding {
  const { params } = context
  const sources = scoring.sources(context)
  const standIns = (asOf: Date) =>
    bindSql(scoring, sources, {
      params,
      asOf: asOfDate(asOf),
      underlying: name => rawSql(`"${standIn(name)}"`),
    })
  return {
    pipeline,
    sources,
    definition: featureDefinition(scoring, sources, params),
    horizonDays: labelHorizonDays(scoring, sources, params),
    text: asOf => {
      const { features, label } = standIns(asOf)
      return { features: renderSql(features), label: renderSql(label) }
    },
    over: (tables, data, asOf) =>
      bindSql(scoring, sources, {
        params,
        asOf: asOfDate(asOf),
        underlying: name => data.dataset((tables[name] as { readonly dataset: DatasetRef }).dataset),
      }),
    refuseUncut: async (data, dates) => {
      const allowed = new Set(Object.keys(sources).map(standIn))
      for (const part of ['features', 'label'] as const) {
        // Dates are bound values, so this is one text unless the definition looks at the date itself.
        const texts = new Set(dates.map(date => renderSql(standIns(date)[part]).text))
        for (const text of texts) await refuseUncutSql(data, text, allowed, `${pipeline}: ${part}`)
      }
    },
  }
}
