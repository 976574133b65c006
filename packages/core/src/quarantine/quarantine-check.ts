import type { CheckResult, Severity } from '../checks/check.ts'
import { count, percent, rowsOf } from '../checks/wording.ts'
import { badRows, type Quarantined } from './quarantined.ts'

/** How many rows may be in quarantine. */
export interface QuarantineLimit {
  /** Largest share of rows that may be bad; default 0.05. Above it the step is blocked. */
  readonly atMost?: number
  readonly severity?: Severity
}

/** What goes on when nothing else is said: more is no dirt but a broken load. */
const defaultShare = 0.05

const shownReasons = 5

/** Says how many rows are in quarantine and why, and fails above the limit. */
export function quarantineResult(
  subject: string,
  split: Quarantined,
  { atMost = defaultShare, severity = 'block' }: QuarantineLimit = {},
): CheckResult {
  const { rows, reasons } = split
  const bad = badRows(split)
  const share = rows === 0 ? 0 : bad / rows
  const isFailed = share > atMost
  const base = { check: 'quarantine', name: 'quarantine', severity, subject, observed: share } as const
  const expected = `at most ${percent(atMost)} of rows`
  if (bad === 0) {
    return { ...base, expected, status: 'passed', message: `${subject}: no row is in quarantine` }
  }
  const shown = reasons.slice(0, shownReasons).map(({ rule, rows: n }) => `${rule} in ${count(n)}`)
  const rest = reasons.length > shown.length ? `; ${reasons.length - shown.length} more reasons` : ''
  const facts = `${count(bad)} of ${rowsOf(rows)} (${percent(share)}) are in quarantine: ${shown.join(', ')}${rest}`
  const advice = isFailed
    ? `. At most ${percent(atMost)} may be. Look at the quarantined rows, repair them at the source or correct the rule`
    : `; ${percent(atMost)} may be`
  return {
    ...base,
    expected,
    status: isFailed ? 'failed' : 'passed',
    message: `${subject}: ${facts}${advice}`,
  }
}
