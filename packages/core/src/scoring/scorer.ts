import { compileBest, interpretJs, type ColumnData, type CompiledExpressions } from '@sluice/expr'
import type { ModelArtifact, ScoreExpressions } from '../artifact/model-artifact.ts'

/** The scores of one row. `margin` and `probability` are null only when the model gives no value. */
export interface RowScore {
  readonly margin: number | null
  readonly probability: number | null
  readonly decision: boolean | null
  /** Of several classes: the most probable one. */
  readonly class?: string | null
}

/** Scores rows with a fitted model: one by one or in batches, by the same generated function. */
export interface Scorer {
  readonly inputs: readonly { readonly name: string; readonly type: string }[]
  /** Scores one raw row. Throws a typed error naming the column when a value has the wrong type. */
  row(values: Readonly<Record<string, unknown>>): RowScore
  batch(
    columns: Readonly<Record<string, ColumnData>>,
    rows: number,
  ): {
    readonly margin: ColumnData
    readonly probability: ColumnData
    readonly decision: ColumnData
    readonly class?: ColumnData
  }
}

/**
 * Compiles a fitted model for scoring. Falls back to the interpreter where code generation is forbidden
 * (`interpret: true` forces it); both give the same bits.
 */
export function scorer(
  artifact: Pick<ModelArtifact, 'expressions'>,
  options?: { interpret?: boolean },
): Scorer {
  const outputs = { ...artifact.expressions }
  return scorerOf(options?.interpret ? interpretJs(outputs) : compileBest(outputs))
}

function scorerOf(compiled: CompiledExpressions): Scorer {
  return {
    inputs: compiled.inputs,
    row: values => compiled.row(values) as unknown as RowScore,
    batch: (columns, rows) =>
      compiled.batch(columns, rows) as Record<keyof Omit<ScoreExpressions, 'class'>, ColumnData>,
  }
}
