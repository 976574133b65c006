import { readFileSync } from 'node:fs'

/** A value of a golden column; null is missing. */
export type GoldenValue = number | string | boolean | null

/** A case with its columns; see `transforms.py` and `features.py`. */
export interface TransformCase {
  readonly name: string
  readonly type: 'number' | 'text' | 'boolean' | 'timestamp'
  readonly transforms: readonly { readonly kind: string }[]
  readonly train: readonly GoldenValue[]
  readonly apply: readonly GoldenValue[]
  /** Per feature one value per applied value. */
  readonly features: readonly (readonly (number | null)[])[]
  readonly names?: number
  readonly target?: readonly number[]
  readonly folds?: readonly number[]
  readonly training?: readonly number[]
  /** A second column, y, and what is made of both. */
  readonly trainY?: readonly number[]
  readonly applyY?: readonly number[]
  readonly products?: { readonly degree: number; readonly interactionOnly: boolean }
  /** How far outputs may be apart, relative to their size but at least to 1; 1e-12 unless it says so. */
  readonly tolerance?: number
}

interface Written {
  readonly columns: readonly (readonly GoldenValue[])[]
  readonly cases: readonly Readonly<Record<string, unknown>>[]
}

const positions = ['train', 'apply', 'target', 'folds', 'training', 'trainY', 'applyY']

/** The cases that `transforms.py` and `features.py` wrote. */
export function transformCases(): readonly TransformCase[] {
  return ['transforms.json', 'features.json'].flatMap(casesOf)
}

function casesOf(file: string): readonly TransformCase[] {
  const path = new URL(file, import.meta.url)
  const { columns, cases } = JSON.parse(readFileSync(path, 'utf8')) as Written
  return cases.map(({ features, ...fields }) => ({
    ...Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        positions.includes(name) ? columns[value as number] : value,
      ]),
    ),
    features: (features as readonly number[]).map(position => columns[position]),
  })) as unknown as readonly TransformCase[]
}
