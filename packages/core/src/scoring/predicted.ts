import { compileBest, type ColumnData } from '@sluice/expr'
import type { ClassPairs } from '../classes/class-metrics.ts'
import type { ClassScores } from '../classes/class-scores.ts'
import type { DataSession } from '../data/session.ts'
import { ColumnBuilder } from '../prepare/column-builder.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { TARGET } from '../transforms/transform.ts'

/** Margins of rows and what became of them. */
export interface Predicted {
  readonly margins: Float64Array
  /** Of several classes 1 where the most probable one is right. */
  readonly target: Float64Array
  /** Of several classes, the true and the predicted ones. */
  readonly pairs?: ClassPairs
  /** Columns that were asked for, in the order of the rows. */
  readonly kept: Readonly<Record<string, ColumnData>>
}

/** Scores rows with the generated code that scores in production. */
export async function predicted(
  scores: Pick<ClassScores, 'margin'> & Partial<ClassScores>,
  rows: SqlPart,
  data: DataSession,
  keep: readonly string[] = [],
): Promise<Predicted> {
  const compiled = compileBest({ ...scores })
  const names = [...new Set([...compiled.inputs.map(({ name }) => name), TARGET, ...keep])]
  const columns = joinSql(names.map(identifier), ', ')
  const [margins, best, actual] = [new ColumnBuilder(), new ColumnBuilder(), new ColumnBuilder()]
  const builders = keep.map(() => new ColumnBuilder())
  for await (const chunk of data.chunks(sql`SELECT ${columns} FROM ${rows} sluice_held`)) {
    const scored = compiled.batch(chunk.columns, chunk.rows)
    margins.add(columnOf(scored, 'margin'))
    if (scores.best) best.add(columnOf(scored, 'best'))
    actual.add(columnOf(chunk.columns, TARGET))
    for (const [i, builder] of builders.entries()) builder.add(columnOf(chunk.columns, keep[i] as string))
  }
  const kept = Object.fromEntries(keep.map((name, i) => [name, (builders[i] as ColumnBuilder).build()]))
  if (scores.best === undefined) {
    return { margins: values(margins), target: values(actual), kept }
  }
  const pairs = { actual: values(actual), best: values(best) }
  const target = pairs.actual.map((is, i) => Number(is === pairs.best[i]))
  return { margins: values(margins), target, pairs, kept }
}

function columnOf<C>(columns: Readonly<Record<string, C>>, name: string): C {
  return columns[name] as C
}

function values(builder: ColumnBuilder): Float64Array {
  return builder.build().values as Float64Array
}
