import type { ModelArtifact } from '../artifact/model-artifact.ts'
import type { Contributions } from './contributions.ts'
import type { ShownFeature } from './feature-values.ts'
import { rounded } from './rounded.ts'

/** Why a row is shown as an example. */
export type ExampleKind = 'highest' | 'near-threshold' | 'false-alarm' | 'missed' | 'lowest'

/** How one row got its score: base, the largest contributions, the sum of the others. */
export interface RowExplanation {
  readonly kind: ExampleKind
  /** Base and all contributions: where the row ends up, in their unit. */
  readonly total: number
  /** The prediction, or the log-odds. */
  readonly margin: number
  readonly probability: number | null
  readonly target: number
  readonly parts: readonly { readonly name: string; readonly value: string; readonly contribution: number }[]
  readonly rest: number
}

/** Rows that were scored, with what happened. */
interface ScoredTargets {
  readonly margins: Float64Array
  readonly probabilities: Float64Array
  readonly target: Float64Array
}

/** A kind of example with the rank by which its row is found: the largest, NaN for rows that are not of the kind. */
type Wanted = readonly [kind: ExampleKind, rank: (row: number) => number]

const mostParts = 8

/** Up to five rows worth a look: the highest, the one at the threshold, the worst mistakes, the lowest. */
export function rowExplanations(
  artifact: Pick<ModelArtifact, 'threshold' | 'task'>,
  scored: ScoredTargets,
  contributions: Contributions,
  shown: readonly ShownFeature[],
): readonly RowExplanation[] {
  const taken = new Set<number>()
  return wantedOf(artifact, scored).flatMap(([kind, rank]) => {
    const row = largest(scored.margins.length, at => (taken.has(at) ? Number.NaN : rank(at)))
    if (row === undefined) return []
    taken.add(row)
    return [explanationOf(kind, row, scored, contributions, shown)]
  })
}

function wantedOf(
  { threshold, task }: Pick<ModelArtifact, 'threshold' | 'task'>,
  { margins, target }: ScoredTargets,
): readonly Wanted[] {
  const margin = (row: number) => margins[row] as number
  const only = (outcome: number, row: number) => (target[row] === outcome ? margin(row) : Number.NaN)
  const wanted: Wanted[] = [['highest', margin]]
  if (threshold !== undefined) {
    wanted.push(['near-threshold', row => -Math.abs(margin(row) - threshold.margin)])
  }
  if (task === 'binary') {
    wanted.push(['false-alarm', row => only(0, row)], ['missed', row => -only(1, row)])
  }
  return [...wanted, ['lowest', row => -margin(row)]]
}

function largest(rows: number, rank: (row: number) => number): number | undefined {
  let [best, found]: [number, number | undefined] = [Number.NEGATIVE_INFINITY, undefined]
  for (let row = 0; row < rows; row++) {
    const value = rank(row)
    if (value > best) [best, found] = [value, row]
  }
  return found
}

function explanationOf(
  kind: ExampleKind,
  row: number,
  { margins, probabilities, target }: ScoredTargets,
  { base, values }: Contributions,
  shown: readonly ShownFeature[],
): RowExplanation {
  const parts = values
    .map((own, i) => ({ feature: shown[i] as ShownFeature, contribution: own[row] as number }))
    .toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
  const rest = parts.slice(mostParts).reduce((sum, { contribution }) => sum + contribution, 0)
  const total = parts.reduce((sum, { contribution }) => sum + contribution, base)
  return {
    kind,
    total: rounded(total, 4) ?? 0,
    margin: rounded(margins[row], 4) ?? 0,
    probability: rounded(probabilities[row], 4),
    target: target[row] as number,
    parts: parts.slice(0, mostParts).map(({ feature, contribution }) => ({
      name: feature.name,
      value: feature.text(row),
      contribution: rounded(contribution, 4) ?? 0,
    })),
    rest: rounded(rest, 4) ?? 0,
  }
}
