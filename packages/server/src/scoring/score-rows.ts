import type { RowScore, ScoringPolicy } from '@sluice/core'
import { rowCheck, type RowCheck, type RowIssue } from './row-check.ts'
import type { ServedModel } from './served-model.ts'

/** What became of a row of a request: a score, or why there is none. */
export interface ScoredRow extends Partial<RowScore> {
  readonly warnings?: readonly RowIssue[]
  readonly error?: RowIssue
}

/** Rows of a request with what became of them. */
export interface ScoredRows {
  readonly scores: readonly ScoredRow[]
  /** The rows as they were scored; undefined where a row was refused. */
  readonly values: readonly (Readonly<Record<string, unknown>> | undefined)[]
  readonly refused: number
}

const checks = new WeakMap<ServedModel, Map<ScoringPolicy, RowCheck>>()

/** Scores rows of a request by the same function that scores batches. */
export function scoreRows(
  served: ServedModel,
  rows: readonly Readonly<Record<string, unknown>>[],
  policy: ScoringPolicy,
): ScoredRows {
  const check = checkOf(served, policy)
  const scores: ScoredRow[] = []
  const values: (Readonly<Record<string, unknown>> | undefined)[] = []
  let refused = 0
  for (const row of rows) {
    const checked = check(row)
    const { warnings } = checked
    const noted = warnings.length === 0 ? {} : { warnings }
    if (checked.refused !== undefined) {
      refused++
      values.push(undefined)
      scores.push({ error: checked.refused, ...noted })
      continue
    }
    values.push(checked.values)
    scores.push({ ...served.scorer.row(checked.values), ...noted })
  }
  return { scores, values, refused }
}

function checkOf(served: ServedModel, policy: ScoringPolicy): RowCheck {
  const known = checks.get(served) ?? new Map<ScoringPolicy, RowCheck>()
  checks.set(served, known)
  const check = known.get(policy) ?? rowCheck(served.input, policy)
  known.set(policy, check)
  return check
}
