import { count, plural } from '../../checks/wording.ts'
import type { EmptyCause, LoadEvidence, SourceAnswer } from './empty-load.ts'

/** What went wrong while a load was read, whatever it brought. */
export interface LoadTrouble {
  readonly cause: Extract<EmptyCause, 'rate-limited' | 'no-access' | 'source-error' | 'pages-missing'>
  /** Whether to try again later may help. */
  readonly retry: boolean
  /** Without a subject, such as `2 of 42 pages were read`. */
  readonly words: string
}

// Meta's limits of calls of apps, users, pages and accounts; Google's, Microsoft's and others' names of the same.
const throttleCodes =
  /^(4|17|32|341|613|8000\d|80014|RESOURCE_EXHAUSTED|RATE_EXCEEDED|rateLimitExceeded|userRateLimitExceeded|quotaExceeded|CallRateExceeded|117|THROTTLED|Throttling\w*|TooManyRequests\w*)$/i

/** The trouble that the evidence of a load shows; undefined where everything was answered well. */
export function troubleIn({ answers = [], pages }: LoadEvidence): LoadTrouble | undefined {
  const limited = answers.filter(isThrottled)
  if (limited.length > 0) {
    return { cause: 'rate-limited', retry: true, words: rateLimitWords(limited, answers, pages) }
  }
  const denied = answers.find(({ status }) => status === 401 || status === 403)
  if (denied !== undefined) {
    const words = `the source refused access (HTTP ${denied.status}): renew the credentials`
    return { cause: 'no-access', retry: false, words }
  }
  const failed = answers.filter(({ status }) => status === 0 || status >= 400)
  if (failed.length > 0) {
    const statuses = [...new Set(failed.map(({ status }) => (status === 0 ? 'no answer' : `HTTP ${status}`)))]
    const words = `${count(failed.length)} of ${plural(answers.length, 'answer')} failed (${statuses.join(', ')})`
    return { cause: 'source-error', retry: true, words }
  }
  if (pages?.expected !== undefined && pages.read < pages.expected) {
    const words = `${count(pages.read)} of ${plural(pages.expected, 'page')} were read`
    return { cause: 'pages-missing', retry: true, words }
  }
  return undefined
}

/** Facts of how a load was read, a line each. */
export function evidenceLines({
  answers = [],
  pages,
  activeBefore,
  activeNow,
}: LoadEvidence): readonly string[] {
  const byStatus = Map.groupBy(answers, ({ status }) => status)
  const statuses = [...byStatus].map(
    ([status, some]) => `${status === 0 ? 'no answer' : `HTTP ${status}`} ${count(some.length)} times`,
  )
  const codes = [...new Set(answers.flatMap(({ code }) => code ?? []))]
  const of = pages?.expected === undefined ? '' : ` of ${count(pages.expected)}`
  return [
    ...(answers.length === 0 ? [] : [`${plural(answers.length, 'answer')}: ${statuses.join(', ')}`]),
    ...(codes.length === 0 ? [] : [`codes of the source: ${codes.slice(0, 5).join(', ')}`]),
    ...(answers.some(isThrottled) ? ['the source says that requests come too fast'] : []),
    ...(pages === undefined ? [] : [`${plural(pages.read, 'page')}${of} read`]),
    ...(activeBefore === undefined ? [] : [`${count(activeBefore.length)} had rows in the load before`]),
    ...(activeNow === undefined ? [] : [`${count(activeNow.length)} are active according to the source`]),
  ]
}

const mostAnswers = 100

/** Evidence small enough to be kept with a load: of many answers the bad ones first. */
export function keptEvidence({ answers, ...rest }: LoadEvidence): LoadEvidence {
  if (answers === undefined || answers.length <= mostAnswers) return { ...rest, ...(answers && { answers }) }
  const isBad = (answer: SourceAnswer) => answer.status === 0 || answer.status >= 400 || isThrottled(answer)
  const ranked = [...answers.filter(isBad), ...answers.filter(answer => !isBad(answer))]
  return { ...rest, answers: ranked.slice(0, mostAnswers) }
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
