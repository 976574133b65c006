import { canRetry, SluiceError } from '@sluice/core'
import { StepFailed } from '../errors/step-failed.ts'
import type { SentError } from './messages.ts'

/** An error that another process met, with its code, message and whether a retry can help. */
class ErrorElsewhere extends SluiceError {
  readonly code: string
  override readonly retry: 'never' | 'later'
  readonly #name: string

  constructor({ name, code = 'step-failed', message, retry, stack }: SentError) {
    super(message)
    this.#name = name
    this.code = code
    this.retry = retry
    if (stack !== undefined) this.stack = stack
  }

  override get name(): string {
    return this.#name
  }
}

/** What can be sent of an error. */
export function sentError(error: unknown): SentError {
  const known = error instanceof Error ? error : new Error(String(error))
  const { name, message } = known
  const stack = known instanceof StepFailed && known.cause instanceof Error ? known.cause.stack : known.stack
  return {
    name,
    message,
    retry: canRetry(known) ? 'later' : 'never',
    ...(known instanceof SluiceError && { code: known.code }),
    ...(stack !== undefined && { stack }),
  }
}

/** The error again. */
export function receivedError(sent: SentError): Error {
  if (sent.code !== undefined) return new ErrorElsewhere(sent)
  return Object.assign(new Error(sent.message), { name: sent.name, ...(sent.stack && { stack: sent.stack }) })
}
