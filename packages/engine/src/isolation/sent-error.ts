import { canRetry, SluiceError } from '@sluice/core'
import { StepFailed } from '../errors/step-failed.ts'
import { resourceOfError } from '../incidents/resource-of.ts'
import type { SentError } from './messages.ts'

/** What can be sent of an error. */
export function sentError(error: unknown): SentError {
  const known = error instanceof Error ? error : new Error(String(error))
  const { name, message } = known
  const stack = known instanceof StepFailed && known.cause instanceof Error ? known.cause.stack : known.stack
  const resource = resourceOfError(known)
  return {
    name,
    message,
    retry: canRetry(known) ? 'later' : 'never',
    ...(known instanceof SluiceError && { code: known.code }),
    ...(stack !== undefined && { stack }),
    ...(resource !== undefined && { resource }),
  }
}

/** The error again: one of Sluice's own with its code and whether a retry can help, or any other. */
export function receivedError({ name, code, message, retry, stack, resource }: SentError): Error {
  const known: Error =
    code === undefined ? new Error(message) : (Object.create(SluiceError.prototype) as SluiceError)
  const fields = {
    name,
    message,
    ...(code !== undefined && { code, retry }),
    ...(stack && { stack }),
    ...(resource && { resource }),
  }
  for (const [field, value] of Object.entries(fields)) {
    Object.defineProperty(known, field, { value, configurable: true, writable: true })
  }
  return known
}
