import { SluiceError } from '@sluice/core'
import { InternalError } from '../errors/internal-error.ts'
import { MethodNotAllowed } from '../errors/method-not-allowed.ts'
import { RequestInvalid } from '../errors/request-invalid.ts'
import type { ProblemFields } from './problem.ts'

/** Statuses by the code of an error: those whose message is for who asked. Everything else is ours to know. */
const statuses: Readonly<Record<string, number>> = {
  'request-invalid': 400,
  'digest-invalid': 400,
  'not-authenticated': 401,
  'not-allowed': 403,
  'not-found': 404,
  'run-not-found': 404,
  'version-not-found': 404,
  'dataset-not-found': 404,
  'artifact-not-found': 404,
  'no-champion': 404,
  'method-not-allowed': 405,
  'request-too-slow': 408,
  'action-refused': 409,
  'control-refused': 409,
  'incident-refused': 409,
  'run-busy': 409,
  'nothing-to-roll-back': 409,
  'plan-changed': 409,
  'request-running': 409,
  'answer-not-kept': 409,
  'body-too-large': 413,
  'media-unsupported': 415,
  'params-invalid': 422,
  'plan-invalid': 422,
  'backfill-invalid': 422,
  'token-refused': 422,
  'key-reused': 422,
  'rate-limited': 429,
  'streams-exhausted': 429,
  'server-closes': 503,
}

/** Statuses of what is not reached now; its message may name hosts. */
const away: readonly string[] = [
  'journal-unavailable',
  'journal-failed',
  'store-unavailable',
  'source-unavailable',
]

/** An error as what is answered: with its own words where they are for who asked, else without. */
export function problemOf(
  error: unknown,
  requestId: string,
): {
  readonly fields: ProblemFields
  readonly headers: Readonly<Record<string, string>>
  readonly isOurs: boolean
} {
  const code = error instanceof SluiceError ? error.code : undefined
  const status = statuses[code ?? '']
  if (error instanceof SluiceError && code !== undefined && status !== undefined) {
    const fields = error instanceof RequestInvalid ? { fields: error.fields } : {}
    return {
      fields: { status, code, detail: error.message, requestId, ...fields },
      headers: headersOf(error, status),
      isOurs: false,
    }
  }
  if (code !== undefined && away.includes(code)) {
    const detail =
      'Something that the server needs does not answer now. Ask again later; its log says what it is.'
    return { fields: { status: 503, code, detail, requestId }, headers: { 'retry-after': '5' }, isOurs: true }
  }
  const { message } = new InternalError({ requestId })
  return {
    fields: { status: 500, code: 'internal-error', detail: message, requestId },
    headers: {},
    isOurs: true,
  }
}

function headersOf(error: SluiceError, status: number): Readonly<Record<string, string>> {
  if (error instanceof MethodNotAllowed) return { allow: error.allowed.join(', ') }
  if ('afterSeconds' in error) return { 'retry-after': String(error.afterSeconds) }
  // What runs is likely to run a while; what is closing is back soon.
  if (error.retry === 'later') return { 'retry-after': status === 409 ? '2' : '1' }
  return {}
}
