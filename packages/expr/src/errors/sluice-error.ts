/** Whether trying again can help: `later` for a throttled or unreachable system, `never` for a mistake. */
export type Retry = 'never' | 'later'

/**
 * Base of every error Sluice throws on purpose. A subclass has a literal `code` (its page is
 * `docs/errors/<code>.md`), typed fields, and a message built from them that says what is wrong, where,
 * and what to do.
 */
export abstract class SluiceError extends Error {
  abstract readonly code: string
  readonly retry: Retry = 'never'

  override get name(): string {
    return this.constructor.name
  }
}

/** True for errors whose class says that a later try can succeed. */
export function canRetry(error: unknown): boolean {
  return error instanceof SluiceError && error.retry === 'later'
}
