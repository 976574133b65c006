import { columnsOf, compileBest, errorBound, type ColumnData, type ExprNode, type Value } from '@sluice/expr'
import type { ModelArtifact } from '@sluice/core'
import { onnxRunner } from '../runtime/onnx-runner.ts'

type Row = Readonly<Record<string, Value>>

/** A place where the exported model says something else. */
export interface ExportDifference {
  readonly row: number
  readonly output: 'margin' | 'probability'
  readonly exported: number | null
  readonly expected: number | null
}

/**
 * Runs an exported model with onnxruntime on the artifact's self-test rows and lists where it differs from our own
 * scores: by a bit where all operations are exact, by more than their error bounds where exp, ln, log1p or sigmoid
 * take part. An empty text is a missing one to an exported model, so it is compared with our score of that.
 *
 * @throws OnnxRuntimeMissing when onnxruntime-node is not installed; OnnxRunFailed when it refuses the model.
 */
export async function checkExport(
  bytes: Uint8Array,
  { expressions, selfTest }: Pick<ModelArtifact, 'expressions' | 'selfTest'>,
): Promise<readonly ExportDifference[]> {
  const rows = selfTest.rows.map(withoutEmptyTexts)
  const runner = await onnxRunner(bytes)
  try {
    const { margin, probability } = expressions
    const outputs = { margin, probability }
    const results = await runner.run(columnsOfRows(columnsOf(margin, probability), rows), rows.length)
    const own = compileBest(outputs)
    return rows.flatMap((row, i) => {
      const expected = own.row(row)
      return (['margin', 'probability'] as const).flatMap(output => {
        const value = results[output]?.values[i] as number | undefined
        const exported = value === undefined || Number.isNaN(value) ? null : value
        const wanted = expected[output] as number | null
        if (isClose(exported, wanted, tolerance(outputs[output], row))) return []
        return [{ row: i, output, exported, expected: wanted }]
      })
    })
  } finally {
    await runner.close()
  }
}

function withoutEmptyTexts(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === '' ? null : value]))
}

// Ours are within 2 ulp of the true exp; onnxruntime's are within a few.
const foreignUlps = 4

function tolerance(expr: ExprNode, row: Row): number {
  return foreignUlps * errorBound(expr, row)
}

function isClose(a: number | null, b: number | null, within: number): boolean {
  if (a === null || b === null) return a === b
  return a === b || Math.abs(a - b) <= within
}

function columnsOfRows(
  columns: ReturnType<typeof columnsOf>,
  rows: readonly Row[],
): Readonly<Record<string, ColumnData>> {
  return Object.fromEntries(
    columns.map(({ name, type }): [string, ColumnData] => {
      const values = rows.map(row => row[name] ?? null)
      if (type === 'text') return [name, { type, values: values as (string | null)[] }]
      return [
        name,
        {
          type: 'number',
          values: Float64Array.from(values, each => (each === null ? Number.NaN : Number(each))),
        },
      ]
    }),
  )
}
