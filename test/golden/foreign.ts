import { readFileSync } from 'node:fs'

/** Rows and what the tool that made the model says of them; several numbers per row for several classes. */
export interface ForeignGolden {
  readonly tool: string
  readonly rows: readonly Readonly<Record<string, number | string | null>>[]
  readonly raw: readonly (number | readonly number[])[]
  readonly predicted: readonly (number | readonly number[])[]
  /** SHAP values of the tool per row, the expected value last. */
  readonly contributions?: readonly (readonly number[])[]
}

/** Reads the rows and predictions of one golden model, such as `lightgbm-binary`. */
export function foreignGolden(name: string): ForeignGolden {
  return JSON.parse(foreignFile(`${name}.rows.json`).toString('utf8')) as ForeignGolden
}

/** Reads a file of `foreign/`. */
export function foreignFile(name: string): Buffer {
  return readFileSync(new URL(`foreign/${name}`, import.meta.url))
}
