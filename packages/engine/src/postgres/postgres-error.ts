/** SQLSTATEs and system errors after which another connection may do. */
const connectionCodes = new Set([
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  // Shutdown, crash of another backend, and "the database system is starting up".
  '57P01',
  '57P02',
  '57P03',
  // A transaction that was idle for too long: this process was suspended.
  '25P03',
  // Too many connections.
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** What the driver says without a code. */
const connectionWords =
  /^Connection terminated|not queryable|timeout exceeded when trying to connect|Query read timeout/

/** True when the connection is gone or could not be made, which says nothing about the statement. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = stateOf(error)
  if (code !== undefined) return connectionCodes.has(code)
  // Node tries every address of a host and throws all the failures together.
  if (error instanceof AggregateError) return error.errors.some(isConnectionLoss)
  return connectionWords.test(error.message)
}

/** True when PostgreSQL gave up one of two transactions that were in each other's way. */
export function isConflict(error: unknown): boolean {
  const state = error instanceof Error ? stateOf(error) : undefined
  return state === '40001' || state === '40P01'
}

/** SQLSTATE of a PostgreSQL error, or the code of a system error. */
export function stateOf(error: Error): string | undefined {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' ? code : undefined
}

/** What a failure of the driver or the server says; never the values of a statement, which stand in other fields. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
