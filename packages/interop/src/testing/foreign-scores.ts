import { column, compileBest, type DataType, type ExprNode } from '@sluice/expr'
import type { Feature } from '@sluice/core'
import { boundOutputs } from '../model/bind-inputs.ts'
import type { ImportedModel } from '../model/imported-model.ts'
import { predictionOf } from '../model/predictions.ts'

type Row = Readonly<Record<string, unknown>>

/** Features that are the raw columns of rows. */
export function rawFeatures(rows: readonly Row[]): readonly Feature[] {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))]
  return names.map(name => ({ kind: 'value', name, expr: column(name, typeOfColumn(rows, name)) }))
}

/** Raw outputs and predictions of an imported model, by row and output. */
export function scoresOf(
  model: ImportedModel,
  rows: readonly Row[],
  names?: Readonly<Record<string, string>>,
): { readonly raw: readonly (readonly number[])[]; readonly predicted: readonly (readonly number[])[] } {
  const raw = boundOutputs(model, { features: rawFeatures(rows), ...(names && { names }) })
  return {
    raw: evaluated(raw, rows),
    predicted: evaluated(
      raw.map((_, k) => predictionOf(model, raw, k)),
      rows,
    ),
  }
}

/** Values of expressions, by row. */
export function evaluated(nodes: readonly ExprNode[], rows: readonly Row[]): readonly (readonly number[])[] {
  const { row } = compileBest(Object.fromEntries(nodes.map((node, i) => [`o${i}`, node])))
  return rows.map(values => {
    const result = row(values)
    return nodes.map((_, i) => (result[`o${i}`] ?? Number.NaN) as number)
  })
}

function typeOfColumn(rows: readonly Row[], name: string): DataType {
  const value = rows.map(row => row[name]).find(each => each !== null && each !== undefined)
  return typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'boolean' : 'number'
}
