/** `block` stops everything downstream of the step; `warn` is reported and the run goes on. */
export type Severity = 'block' | 'warn'

/** `learning`: there is too little history to judge, and the check says so instead of passing silently. */
export type CheckStatus = 'passed' | 'failed' | 'learning'

/** What a check found, kept in the journal with the step. */
export interface CheckResult {
  /** The kind of check, such as `schema` or `row-count`. */
  readonly check: string
  readonly severity: Severity
  readonly status: CheckStatus
  /** The dataset or value that was looked at, such as `events`. */
  readonly subject: string
  readonly column?: string
  /** One sentence: the number against the expectation, and what to do when it failed. */
  readonly message: string
  readonly observed?: number | string | null
  readonly expected?: string
  /** Up to 20 offending rows. */
  readonly sample?: readonly Readonly<Record<string, unknown>>[]
}
