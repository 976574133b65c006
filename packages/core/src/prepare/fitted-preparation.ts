import { columnsOf, typeOf, type ColumnNode, type ExprNode } from '@sluice/expr'
import type { DataSession } from '../data/session.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import type { SqlPart } from '../sql/fragment.ts'
import type { Impute } from '../transforms/impute.ts'
import type { Feature, Statistic, Transform, ValueFeature } from '../transforms/transform.ts'
import { transformKind } from '../transforms/transforms.ts'
import { ColumnTypeWrong } from './column-type-wrong.ts'
import { distinctNames } from './feature-names.ts'
import { FeatureInvalid } from './feature-invalid.ts'
import { inputColumns, inputCounts, inputMoments, type InputColumn } from './input-column.ts'
import type { Facts } from './measure/facts.ts'
import { largest } from './measure/fixed-point.ts'
import { noKnowledge, type Knowledge } from './measure/knowledge.ts'
import { measure, survey, type TrainingRows } from './measure/measure.ts'
import { targetNode } from './measure/questions.ts'
import type { Preparation } from './preparation.ts'
import { productsOf, type Join } from './products.ts'
import { resolveChains, type ResolvedInput } from './resolve-chains.ts'
import { TrainingRowsEmpty } from './training-rows-empty.ts'

export type { InputColumn, InputStatistics } from './input-column.ts'

/** A preparation after fitting: row-level expressions and nothing else. */
export interface FittedPreparation {
  /** The raw columns that the features read. */
  readonly input: readonly InputColumn[]
  readonly features: readonly Feature[]
  readonly warnings: readonly string[]
}

/** What a preparation is fitted on. */
export interface PreparationRows {
  /** A table expression; with the fold and the target where an encoding needs them. */
  readonly rows: SqlPart
  readonly schema: TableSchema
  readonly data: DataSession
  /** Columns that are no features: the key, the target, the fold. */
  readonly exclude: readonly string[]
}

/** An input on its way through its transforms: those that are left. */
interface Track {
  readonly transforms: readonly Transform[]
  readonly features: readonly Feature[]
  readonly join: Join | undefined
}

/**
 * Fits a preparation. One statement surveys the rows, then there is one per stage (the first transforms of all chains,
 * the second ones, …) that has something to measure. Between stages expressions are put into each other, so nothing is
 * written.
 *
 * @throws TrainingRowsEmpty, ColumnNotFound, ColumnTypeWrong, FeatureInvalid
 */
export async function fitPreparation(
  preparation: Preparation,
  { rows, schema, data, exclude }: PreparationRows,
): Promise<FittedPreparation> {
  const inputs = resolveChains(preparation.chains, { schema, exclude })
  const columns = rawColumns(inputs)
  const { knowledge, source } = await surveyInputs(inputs, columns, { rows, data })
  const warnings: string[] = []
  let tracks: readonly Track[] = inputs.map(({ name, expr, transforms, join }) => ({
    transforms,
    features: [{ kind: 'value', name, expr }],
    join,
  }))
  for (let isLast = false; !isLast;) {
    isLast = tracks.every(({ transforms, join }) => transforms.length <= 1 && !join?.transforms.length)
    // Last, because by then most of what helps is known.
    const more = isLast ? columns.flatMap(inputMoments) : []
    const fitted = await fitStage(tracks, more, knowledge, source)
    tracks = joined(fitted.tracks)
    warnings.push(...fitted.warnings)
  }
  const features = distinctNames(tracks.flatMap(track => track.features))
  return { features, input: inputColumns(features, columns, schema, knowledge), warnings }
}

/** Inputs that are joined become one once all of them are through their transforms. */
function joined(tracks: readonly Track[]): readonly Track[] {
  const done = new Set<Join>()
  return tracks.flatMap(track => {
    const { join } = track
    if (join === undefined) return [track]
    const all = tracks.filter(other => other.join === join)
    if (all.some(({ transforms }) => transforms.length > 0)) return [track]
    if (done.has(join)) return []
    done.add(join)
    const features = productsOf(
      all.flatMap(each => each.features),
      join,
    )
    return [{ transforms: join.transforms, features, join: undefined }]
  })
}

/** The columns that inputs read, as the nodes that stand in them. */
function rawColumns(inputs: readonly ResolvedInput[]): readonly ColumnNode[] {
  const own = inputs.flatMap(({ expr }) => (expr.kind === 'column' ? [expr] : []))
  return columnsOf(...own, ...inputs.map(({ expr }) => expr))
}

async function surveyInputs(
  inputs: readonly ResolvedInput[],
  columns: readonly ColumnNode[],
  rows: Omit<TrainingRows, 'nanSafe'>,
): Promise<{ readonly knowledge: Knowledge; readonly source: TrainingRows }> {
  const first = inputs.flatMap(({ name, expr, transforms: [transform] }) =>
    transform === undefined ? [] : statisticsOf(transform, { kind: 'value', name, expr }),
  )
  const counts = [...first.filter(({ kind }) => kind === 'counts'), ...columns.flatMap(inputCounts)]
  const needsTarget = inputs.some(input => input.transforms.some(each => transformKind(each).usesTarget))
  const nodes = [...columns, ...inputs.map(({ expr }) => expr), ...(needsTarget ? [targetNode] : [])]
  const surveyed = async (nanSafe: boolean) => {
    const [knowledge, source] = [noKnowledge(), { ...rows, nanSafe }]
    await survey(nodes, withoutTopsOfAll(counts), knowledge, source)
    return { knowledge, source }
  }
  // Datasets of the store hold no NaN, and not to look for any is quicker. Where there is one, it is the maximum.
  const found = await surveyed(false)
  const hasNaN = nodes.some(
    node => node.kind === 'column' && isNaNFound(found.knowledge.facts.get(node), node),
  )
  const { knowledge, source } = hasNaN ? await surveyed(true) : found
  for (const node of nodes) checkFacts(node, nameOf(node, inputs), knowledge)
  return { knowledge, source }
}

function isNaNFound(facts: Facts | undefined, node: ExprNode): boolean {
  return (
    facts !== undefined && typeOf(node) === 'number' && facts.missing < facts.rows && Number.isNaN(facts.max)
  )
}

/** Where all values of an expression are counted, the most frequent ones need not be counted again. */
function withoutTopsOfAll(counts: readonly Statistic[]): readonly Statistic[] {
  const all = new Set(
    counts.filter(each => each.kind === 'counts' && each.top === undefined).map(({ of }) => of),
  )
  return counts.filter(each => !(each.kind === 'counts' && each.top !== undefined && all.has(each.of)))
}

function checkFacts(node: ExprNode, feature: string, { facts }: Knowledge): void {
  const { rows = 0, min = 0, max = 0 } = facts.get(node) ?? {}
  if (rows === 0) throw new TrainingRowsEmpty()
  if (typeOf(node) !== 'number') return
  const size = Math.max(Math.abs(min), Math.abs(max))
  if (size === Number.POSITIVE_INFINITY) throw new FeatureInvalid({ feature, found: 'infinite' })
  if (size > largest) throw new FeatureInvalid({ feature, found: 'enormous' })
}

function nameOf(node: ExprNode, inputs: readonly ResolvedInput[]): string {
  return node.kind === 'column' ? node.name : (inputs.find(({ expr }) => expr === node)?.name ?? '')
}

/** A feature with the transform that it goes through and the place of what that measures; final ones have none. */
interface Planned {
  readonly feature: Feature
  readonly transform?: Transform
  readonly from?: number
  readonly to?: number
}

async function fitStage(
  tracks: readonly Track[],
  more: readonly Statistic[],
  knowledge: Knowledge,
  source: TrainingRows,
): Promise<{ readonly tracks: readonly Track[]; readonly warnings: readonly string[] }> {
  const statistics: Statistic[] = [...more]
  const ahead: Statistic[] = []
  const planned = tracks.map(({ transforms, features }) => {
    const [transform, next] = transforms
    return features.map((feature): Planned => {
      if (transform === undefined || feature.kind !== 'value') return { feature }
      const wanted = statisticsOf(transform, feature)
      const from = statistics.length
      statistics.push(...wanted)
      if (isMedianFill(transform) && next !== undefined) ahead.push(...statisticsOf(next, feature))
      return { feature, transform, from, to: statistics.length }
    })
  })
  const measurements = await measure(
    statistics,
    ahead.filter(each => each.kind === 'quantiles'),
    knowledge,
    source,
  )
  const warnings: string[] = []
  const fitted = planned.map((plan, i) => ({
    transforms: (tracks[i] as Track).transforms.slice(1),
    join: tracks[i]?.join,
    features: plan.flatMap(({ feature, transform, from, to }) => {
      if (transform === undefined || feature.kind !== 'value') return [feature]
      const result = transformKind(transform).fit(transform, feature, measurements.slice(from, to))
      warnings.push(...(result.warnings ?? []))
      return result.features
    }),
  }))
  return { tracks: fitted, warnings }
}

function isMedianFill(transform: Transform): boolean {
  return transform.kind === 'impute' && (transform as Impute).by === 'median'
}

/** What a transform measures; of a cross-fitted value on the value that training rows get. */
function statisticsOf(transform: Transform, feature: ValueFeature): readonly Statistic[] {
  const kind = transformKind(transform)
  const found = typeOf(feature.expr)
  const fits = kind.takes === 'category' ? found !== 'timestamp' : kind.takes === found
  if (!fits) {
    throw new ColumnTypeWrong({ column: feature.name, found, needed: `a ${kind.takes} (${transform.kind})` })
  }
  return kind.statistics(transform, { ...feature, expr: feature.training ?? feature.expr })
}
