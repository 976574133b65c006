import { count, list } from '../../checks/wording.ts'
import { troubleIn } from './load-trouble.ts'

/** An answer of a source while it was read. */
export interface SourceAnswer {
  /** HTTP status; 0 where there was no answer. */
  readonly status: number
  /** The platform's own code of an error, such as Meta's `80000` or Google's `RESOURCE_EXHAUSTED`. */
  readonly code?: string
  /** The answer says that requests come too fast, whatever its status: a header or a text. */
  readonly throttled?: boolean
}

/** What is known about a load beside its rows. */
export interface LoadEvidence {
  /** Answers in the order of the requests. */
  readonly answers?: readonly SourceAnswer[]
  /** Pages that were read, and how many there should have been. */
  readonly pages?: { readonly read: number; readonly expected?: number }
  /** Campaigns, accounts or stores that had rows in the last good load. */
  readonly activeBefore?: readonly string[]
  /** Those that the source itself lists as active for the time of this load. */
  readonly activeNow?: readonly string[]
}

/** What explains a load without rows. Only `nothing-active` is as it should be. */
export type EmptyCause =
  | 'rate-limited'
  | 'no-access'
  | 'source-error'
  | 'pages-missing'
  | 'entities-active'
  | 'nothing-active'
  | 'unexplained'

/** A load without rows, explained. */
export interface EmptyVerdict {
  readonly cause: EmptyCause
  /** `ok` only where it is proven that there was nothing to load. */
  readonly state: 'ok' | 'anomaly'
  /** Whether to try again later may help. */
  readonly retry: boolean
  readonly message: string
}

/**
 * Explains a load that brought no rows by the evidence of how it was read. Without proof that nothing was there to be
 * loaded it is an anomaly.
 */
export function explainEmpty(evidence: LoadEvidence): EmptyVerdict {
  const { answers = [], activeBefore, activeNow } = evidence
  const trouble = troubleIn(evidence)
  if (trouble !== undefined) return verdict(trouble.cause, trouble.retry, trouble.words)
  return explainCleanEmpty(answers, activeBefore, activeNow)
}

function explainCleanEmpty(
  answers: readonly SourceAnswer[],
  activeBefore: readonly string[] | undefined,
  activeNow: readonly string[] | undefined,
): EmptyVerdict {
  const active = activeNow ?? activeBefore
  if (active === undefined) {
    const words = 'nothing is known of how it was read and what should be there'
    return verdict(
      'unexplained',
      false,
      answers.length === 0 ? words : 'the source answered well, and it is not known what should be there',
    )
  }
  if (active.length > 0) {
    const when = activeNow === undefined ? 'had rows in the last load' : 'are active according to the source'
    return verdict(
      'entities-active',
      true,
      `${count(active.length)} that ${when} have none now: ${list(active)}`,
    )
  }
  // What was there yesterday says nothing about whether today's answer is whole.
  if (answers.length === 0 && activeNow === undefined) {
    return verdict(
      'unexplained',
      false,
      'there was nothing before either, and nothing is known of how it was read',
    )
  }
  return {
    cause: 'nothing-active',
    state: 'ok',
    retry: false,
    message: 'no rows, and nothing was active: rightly empty',
  }
}

function verdict(cause: EmptyCause, retry: boolean, words: string): EmptyVerdict {
  return { cause, state: 'anomaly', retry, message: `no rows: ${words}` }
}
