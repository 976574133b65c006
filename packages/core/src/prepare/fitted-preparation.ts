import type { DataSession } from '../data/session.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { sql } from '../sql/sql.ts'
import { transformKind } from '../transforms/transforms.ts'
import type { Feature, Measurement, Statistic, Transform, ValueFeature } from '../transforms/transform.ts'
import { typeOf } from '@sluice/expr'
import { ColumnTypeWrong } from './column-type-wrong.ts'
import { inputColumns, type InputColumn } from './input-column.ts'
import { measure } from './measure.ts'
import type { Preparation } from './preparation.ts'
import { resolveChain } from './resolve-inputs.ts'
import { TrainingRowsEmpty } from './training-rows-empty.ts'

export type { InputColumn, InputStatistics } from './input-column.ts'

/** A preparation after fitting: row-level expressions and nothing else. */
export interface FittedPreparation {
  readonly input: readonly InputColumn[]
  readonly features: readonly Feature[]
  readonly warnings: readonly string[]
}

/** What a preparation is fitted on. */
export interface PreparationRows {
  /** A table expression without NaN; with the fold and the target where an encoding needs them. */
  readonly rows: SqlPart
  readonly schema: TableSchema
  readonly data: DataSession
  /** Columns that selectors never choose: the key, the target, the fold. */
  readonly exclude: readonly string[]
}

interface Track {
  readonly transforms: readonly Transform[]
  /** Values that the next transform takes. */
  values: readonly ValueFeature[]
  readonly done: Feature[]
}

/**
 * Fits a preparation: one statement over the rows per stage (the first transforms of all chains, the second ones …);
 * between stages expressions are put into each other, so nothing is written.
 *
 * @throws TrainingRowsEmpty, ColumnNotFound, ColumnTypeWrong
 */
export async function fitPreparation(
  preparation: Preparation,
  options: PreparationRows,
): Promise<FittedPreparation> {
  const { rows, schema, data, exclude } = options
  const tracks = preparation.chains.map((chain): Track => ({
    transforms: chain.transforms,
    values: resolveChain(chain, schema, exclude),
    done: [],
  }))
  const [count] = await data.rows<{ n: number }>(sql`SELECT count(*) AS n FROM ${rows} sluice_rows`)
  if (!count?.n) throw new TrainingRowsEmpty()
  const warnings: string[] = []
  const stages = Math.max(0, ...tracks.map(({ transforms }) => transforms.length))
  for (let stage = 0; stage < stages; stage++) warnings.push(...(await fitStage(tracks, stage, options)))
  const features = renamed(tracks.flatMap(({ done, values }) => inOrder(done, values)))
  return { features, input: await inputColumns(features, schema, rows, data), warnings }
}

async function fitStage(
  tracks: readonly Track[],
  stage: number,
  { rows, data }: PreparationRows,
): Promise<readonly string[]> {
  const work = tracks.flatMap(track => {
    const transform = track.transforms[stage]
    return transform === undefined
      ? []
      : track.values.map(value => ({ track, transform, value, wanted: wanted(transform, value) }))
  })
  const statistics = work.flatMap(item => item.wanted)
  const results = await measure(statistics, rows, data)
  let next = 0
  const fitted = work.map(item => {
    const own: readonly Measurement[] = results.slice(next, (next += item.wanted.length))
    return { track: item.track, ...transformKind(item.transform).fit(item.transform, item.value, own) }
  })
  for (const track of tracks) {
    if (track.transforms[stage] === undefined) continue
    const features = fitted.filter(item => item.track === track).flatMap(item => item.features)
    track.done.push(...features.filter(({ kind }) => kind === 'indicators'))
    track.values = features.filter(feature => feature.kind === 'value')
  }
  return fitted.flatMap(({ warnings = [] }) => warnings)
}

function wanted(transform: Transform, value: ValueFeature): readonly Statistic[] {
  const kind = transformKind(transform)
  const found = typeOf(value.expr)
  if (kind.takes !== 'any' && kind.takes !== found) {
    throw new ColumnTypeWrong({ column: value.name, found, needed: `${kind.takes} by ${transform.kind}` })
  }
  return kind.statistics(transform, value)
}

/** Values before the indicators that were made of them. */
function inOrder(done: readonly Feature[], values: readonly ValueFeature[]): readonly Feature[] {
  return [...values, ...done]
}

/** Features that read one column in several ways get different names. */
function renamed(features: readonly Feature[]): readonly Feature[] {
  const seen = new Map<string, number>()
  return features.map(feature => {
    const id = `${feature.kind} ${feature.name}`
    const times = (seen.get(id) ?? 0) + 1
    seen.set(id, times)
    if (times === 1) return feature
    const name = `${feature.name}#${times}`
    if (feature.kind === 'value') return { ...feature, name }
    return { ...feature, name, names: feature.names.map(one => `${one}#${times}`) }
  })
}
