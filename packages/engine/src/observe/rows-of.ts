import type { DatasetRef, Json } from '@sluice/core'
import { referencesIn } from '../plan/step-key.ts'

/** Rows of all datasets in an output; undefined where there is none. */
export function rowsOf(output: Json | undefined): number | undefined {
  if (output === undefined) return undefined
  const datasets = [...referencesIn(output)].filter(({ kind }) => kind === 'dataset')
  if (datasets.length === 0) return undefined
  return datasets.reduce((sum, dataset) => sum + (dataset as unknown as DatasetRef).rows, 0)
}
