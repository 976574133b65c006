import { columnsOf } from '@sluice/expr'
import { check, type CheckDefinition, type CheckResult } from '../checks/check.ts'
import { columnValue } from '../checks/kinds/column-sql.ts'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import type { DatasetRef } from '../data/refs.ts'
import type { DataSession } from '../data/session.ts'
import type { InputColumn } from '../prepare/input-column.ts'
import { rankedWords, rankShifts, type ColumnShift } from '../quality/drift/ranked-shifts.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'

/** The drift check of a scoring: what the definition configures, compared with what the champion saw in training. */
export function driftChecks(
  { input }: Pick<ModelArtifact, 'input'>,
  own: readonly CheckDefinition[],
): readonly CheckDefinition[] {
  const configured = own.filter(definition => definition.kind === 'drift')
  const definitions = configured.length > 0 ? configured : [check.drift()]
  return definitions.map(definition =>
    definition.reference.length > 0 ? definition : Object.freeze({ ...definition, reference: input }),
  )
}

/** Says of scores that have moved which columns may be why: those that matter to the model and moved too. */
export async function explained(
  results: readonly CheckResult[],
  {
    artifact,
    features,
    data,
  }: { readonly artifact: ModelArtifact; readonly features: DatasetRef; readonly data: DataSession },
): Promise<readonly CheckResult[]> {
  const hasMoved = ({ check: kind, status }: CheckResult) => kind === 'score-drift' && status === 'failed'
  if (!results.some(hasMoved)) return results
  const ranked = rankedWords(rankShifts(await columnShifts(artifact, features, data)))
  const cause = `by importance × shift since training: ${ranked}`
  return results.map(result =>
    hasMoved(result)
      ? { ...result, message: `${result.message}. By importance × shift: ${ranked}`, likelyCause: cause }
      : result,
  )
}

/** How far numbers and truth values moved since training, in standard deviations, and how much they matter. */
async function columnShifts(
  artifact: ModelArtifact,
  features: DatasetRef,
  data: DataSession,
): Promise<readonly ColumnShift[]> {
  const importance = importanceOf(artifact)
  const columns = artifact.input.filter(column => spreadOf(column) !== undefined)
  if (columns.length === 0) return []
  const means = columns.map(({ name, type }, i) => {
    const value = columnValue(features.schema, name)
    const size =
      type === 'boolean'
        ? sql`CAST(${value} AS INTEGER)`
        : sql`CASE WHEN isfinite(${value}) THEN ${value} END`
    return sql`avg(${size}) AS ${identifier(`m${i}`)}`
  })
  const [row = {}] = await data.rows<Record<string, number | null>>(
    sql`SELECT ${joinSql(means, ', ')} FROM ${data.dataset(features)}`,
  )
  return columns.map((column, i) => {
    const { mean, std } = spreadOf(column) as Spread
    const now = row[`m${i}`] ?? mean
    return { name: column.name, shift: (now - mean) / std, importance: importance.get(column.name) ?? 0 }
  })
}

interface Spread {
  readonly mean: number
  readonly std: number
}

function spreadOf({ type, statistics: { rows, missing, mean, std, top } }: InputColumn): Spread | undefined {
  if (type === 'number') {
    return typeof mean === 'number' && typeof std === 'number' && std > 0 ? { mean, std } : undefined
  }
  if (type !== 'boolean' || rows === missing) return undefined
  const share = (top?.find(({ value }) => value === 'true')?.count ?? 0) / (rows - missing)
  return share > 0 && share < 1 ? { mean: share, std: Math.sqrt(share * (1 - share)) } : undefined
}

/** What coefficients, or gains of trees, say of the raw columns that features are made of. */
function importanceOf({ features, coefficients }: ModelArtifact): ReadonlyMap<string, number> {
  const importance = new Map<string, number>()
  for (const feature of features) {
    const columns = columnsOf(feature.kind === 'value' ? feature.expr : feature.code)
    const names = new Set([feature.name, ...(feature.kind === 'value' ? [] : feature.names)])
    const own = Object.entries(coefficients)
      .filter(([name]) => names.has(name))
      .reduce((sum, [, value]) => sum + Math.abs(value), 0)
    for (const { name } of columns) importance.set(name, (importance.get(name) ?? 0) + own)
  }
  return importance
}
