import { count, list, plural } from '../../checks/wording.ts'

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

// Meta's limits of calls of apps, users, pages and accounts; Google's, Microsoft's and others' names of the same.
const throttleCodes =
  /^(4|17|32|341|613|8000\d|80014|RESOURCE_EXHAUSTED|RATE_EXCEEDED|rateLimitExceeded|userRateLimitExceeded|quotaExceeded|CallRateExceeded|117|THROTTLED|Throttling\w*|TooManyRequests\w*)$/i

/**
 * Explains a load that brought no rows by the evidence of how it was read. Without proof that nothing was there to be
 * loaded it is an anomaly.
 */
export function explainEmpty(evidence: LoadEvidence): EmptyVerdict {
  const { answers = [], pages, activeBefore, activeNow } = evidence
  const limited = answers.filter(isThrottled)
  if (limited.length > 0) return verdict('rate-limited', true, rateLimitWords(limited, answers, pages))
  const denied = answers.find(({ status }) => status === 401 || status === 403)
  if (denied !== undefined) {
    return verdict(
      'no-access',
      false,
      `the source refused access (HTTP ${denied.status}): renew the credentials`,
    )
  }
  const failed = answers.filter(({ status }) => status === 0 || status >= 400)
  if (failed.length > 0) {
    const statuses = [...new Set(failed.map(({ status }) => (status === 0 ? 'no answer' : `HTTP ${status}`)))]
    const words = `${count(failed.length)} of ${plural(answers.length, 'answer')} failed (${statuses.join(', ')})`
    return verdict('source-error', true, words)
  }
  if (pages?.expected !== undefined && pages.read < pages.expected) {
    return verdict(
      'pages-missing',
      true,
      `${count(pages.read)} of ${plural(pages.expected, 'page')} were read`,
    )
  }
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

function isThrottled({ status, code, throttled }: SourceAnswer): boolean {
  return throttled === true || status === 429 || (code !== undefined && throttleCodes.test(code))
}

function rateLimitWords(
  limited: readonly SourceAnswer[],
  answers: readonly SourceAnswer[],
  pages: LoadEvidence['pages'],
): string {
  const [first] = limited
  const code = first?.code === undefined ? `HTTP ${first?.status}` : `code ${first.code}`
  const of =
    answers.length === limited.length
      ? `all ${count(answers.length)}`
      : `${count(limited.length)} of ${count(answers.length)}`
  const read =
    pages?.expected === undefined ? '' : `, ${count(pages.read)} of ${plural(pages.expected, 'page')} read`
  return `the source limits the rate of requests (${code} on ${of} tries${read})`
}

function verdict(cause: EmptyCause, retry: boolean, words: string): EmptyVerdict {
  return { cause, state: 'anomaly', retry, message: `no rows: ${words}` }
}
