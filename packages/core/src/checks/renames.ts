import type { DataType } from '@sluice/expr'
import { profileSimilarity, type ColumnProfile } from './column-profile.ts'
import { nameSimilarity } from './name-similarity.ts'

/** A declared column that the source no longer has. */
export interface MissingColumn {
  readonly name: string
  /** Its name at the source until now. */
  readonly sourceName: string
  readonly type: DataType
  /** What it held in the last run. */
  readonly before?: ColumnProfile
}

/** A column at the source that nothing declares. */
export interface Candidate {
  readonly name: string
  readonly type: DataType
  /** Whether it was absent in earlier runs; undefined where there are none. */
  readonly isNew?: boolean
  readonly now?: ColumnProfile
}

/** Where a missing column probably went. */
export interface Rename {
  readonly missing: MissingColumn
  readonly candidate: Candidate
  /** Likeness of what both hold, 0 to 1; undefined when it could not be compared. */
  readonly content?: number
  /** True when it is proposed only because there is no other column of the type. */
  readonly onlyOne: boolean
  readonly score: number
}

// Chosen on the cases of renames.test.ts: new and like in content is enough, and so is a name that is nearly the same.
const accepted = 0.6
const newness = { new: 0.25, old: -0.35 } as const
const sameName = 0.8

/** The likely new names of missing columns, each candidate given to one column at most: the best matches first. */
export function likelyRenames(
  missing: readonly MissingColumn[],
  candidates: readonly Candidate[],
): readonly Rename[] {
  const scored = missing.flatMap(column => candidates.map(candidate => score(column, candidate, candidates)))
  const found: Rename[] = []
  for (const rename of scored.toSorted((a, b) => b.score - a.score)) {
    if (rename.score < accepted && !rename.onlyOne) continue
    const taken = found.some(
      other => other.missing === rename.missing || other.candidate === rename.candidate,
    )
    if (!taken) found.push({ ...rename, onlyOne: rename.score < accepted })
  }
  return found
}

function score(missing: MissingColumn, candidate: Candidate, candidates: readonly Candidate[]): Rename {
  const name = Math.max(
    nameSimilarity(missing.name, candidate.name),
    nameSimilarity(missing.sourceName, candidate.name),
  )
  const none = { missing, candidate, onlyOne: false }
  if (candidate.type !== missing.type) return { ...none, score: name >= sameName ? name * 0.75 : 0 }
  const content = compared(missing, candidate)
  const age = candidate.isNew === undefined ? 0 : candidate.isNew ? newness.new : newness.old
  const onlyOne =
    candidate.isNew !== false && candidates.filter(({ type }) => type === missing.type).length === 1
  // Without a content to compare the name alone decides, unless there is no choice.
  if (content === undefined) return { ...none, onlyOne, score: name + age }
  // Without their time rows are not cut, so a renamed time column holds more than it did.
  return {
    ...none,
    content,
    onlyOne: onlyOne && missing.type === 'timestamp',
    score: (name + content) / 2 + age,
  }
}

function compared({ before }: MissingColumn, { now }: Candidate): number | undefined {
  return before === undefined || now === undefined ? undefined : profileSimilarity(before, now)
}
