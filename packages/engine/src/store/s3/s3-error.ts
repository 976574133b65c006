import { StoreRefused } from './store-refused.ts'
import { StoreUnavailable } from './store-unavailable.ts'

/** What is known of an error of the SDK. Its message is not used: it may repeat keys and addresses. */
export interface Failure {
  /** Its name, or the code of the system where that says more. */
  readonly reason: string
  /** Of HTTP, when there was an answer. */
  readonly status?: number
}

const unnamed = new Set(['Error', 'Unknown', 'UnknownError'])
const absent = new Set(['NoSuchKey', 'NotFound'])
/** Errors of the configuration that the SDK finds before it asks anybody. */
const unasked = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
])

/** Reads an error of the SDK. */
export function failureOf(error: unknown): Failure {
  const { name, code, $metadata } = error as {
    readonly name?: string
    readonly code?: string
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  const status = $metadata?.httpStatusCode
  // Answers without a body, such as those to HEAD, have no name.
  const named = name === undefined || unnamed.has(name) ? (code ?? 'no further reason') : name
  return { reason: named, ...(status !== undefined && { status }) }
}

/** True when there is no such object; a bucket that is not there is another matter. */
export function saysAbsent(error: unknown): boolean {
  const { reason, status } = failureOf(error)
  return status === 404 && absent.has(reason)
}

/** True when a condition of a write was not met, so that the object is there already. */
export function saysPresent(error: unknown): boolean {
  return failureOf(error).status === 412
}

/** True when another write to the same key came between. */
export function saysConflict(error: unknown): boolean {
  return failureOf(error).status === 409
}

/** True when the server does not know conditional writes. */
export function saysNotImplemented(error: unknown): boolean {
  return failureOf(error).status === 501
}

/** The error to throw for one of the SDK. */
export function storeError(store: string, doing: string, error: unknown): StoreRefused | StoreUnavailable {
  const { reason, status } = failureOf(error)
  const fields = { store, doing, reason: status === undefined ? reason : `${reason}, status ${status}` }
  const busy = status === undefined || status === 429 || status === 408 || status >= 500
  const missing = /region is missing/i.test(error instanceof Error ? error.message : '')
  if (missing) return new StoreRefused({ ...fields, reason: 'AWS_REGION is not set' })
  return busy && !unasked.has(reason) ? new StoreUnavailable(fields) : new StoreRefused(fields)
}
