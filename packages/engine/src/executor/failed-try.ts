import type { FailedTry, SluiceError } from '@sluice/core'

const depth = 8

/** What a retry policy needs to know of an error: what it and its causes are known by, and how long to wait. */
export function failedTry(error: SluiceError, attempt: number): FailedTry {
  const kinds = new Set<string>()
  const waits: number[] = []
  for (const cause of causesOf(error)) {
    const { code, name, status, retryAfterMs } = cause as Readonly<Record<string, unknown>>
    if (typeof code === 'string') kinds.add(code)
    if (typeof name === 'string') kinds.add(name)
    if (Number.isInteger(status)) kinds.add(`http-${String(status)}`)
    if (status === 429) kinds.add('throttled')
    if (typeof retryAfterMs === 'number' && Number.isFinite(retryAfterMs)) waits.push(retryAfterMs)
  }
  if (waits.length > 0) kinds.add('throttled')
  const asked = waits.length === 0 ? {} : { retryAfterMs: Math.max(...waits) }
  return { attempt, kinds: [...kinds], retry: error.retry, ...asked }
}

/** An error, what caused it, and so on. */
function* causesOf(error: object): Generator<object> {
  let cause: unknown = error
  for (let i = 0; i < depth && typeof cause === 'object' && cause !== null; i++) {
    yield cause
    cause = 'cause' in cause ? cause.cause : undefined
  }
}
