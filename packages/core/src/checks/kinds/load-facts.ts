import { explainEmpty, type EmptyCause } from '../../quality/load/empty-load.ts'
import { evidenceLines, troubleIn } from '../../quality/load/load-trouble.ts'
import { list } from '../wording.ts'
import type { CheckScope, Finding } from './kind.ts'

type Facts = Pick<Finding, 'likelyCause' | 'evidence'>

/** What is known of why a load has no rows; `isRight` where it is proven that there was nothing to load. */
export interface EmptyFacts extends Facts {
  readonly isRight: boolean
  readonly message?: string
}

const advice: Readonly<Record<EmptyCause, string>> = {
  'rate-limited': 'Run again later',
  'no-access': 'Renew the credentials and run again',
  'source-error': 'Run again when the source is well',
  'pages-missing': 'Run again',
  'entities-active': 'See whether they should have rows for this period, and run again',
  'nothing-active': '',
  unexplained: '',
}

/** Explains a load without rows by the evidence of how it was read. */
export function emptyFacts({ evidence }: Pick<CheckScope, 'evidence'>): EmptyFacts {
  if (evidence === undefined) return { isRight: false }
  const { state, cause, message } = explainEmpty(evidence)
  const lines = [...evidenceLines(evidence), ...activeLines(evidence.activeBefore)]
  if (state === 'ok') return { isRight: true, message, evidence: lines }
  if (cause === 'unexplained') return { isRight: false, ...(lines.length > 0 && { evidence: lines }) }
  const likelyCause = message.replace(/^no rows: /, '')
  return { isRight: false, message: `has ${message}. ${advice[cause]}`, likelyCause, evidence: lines }
}

function activeLines(active: readonly string[] | undefined): readonly string[] {
  return active === undefined || active.length === 0 ? [] : [`had rows before: ${list(active)}`]
}

/** What went wrong while the load was read, as the likely cause that a part of it is missing. */
export function partialFacts({ evidence }: Pick<CheckScope, 'evidence'>): Facts {
  const trouble = evidence === undefined ? undefined : troubleIn(evidence)
  if (evidence === undefined || trouble === undefined) return {}
  return { likelyCause: trouble.words, evidence: evidenceLines(evidence) }
}
