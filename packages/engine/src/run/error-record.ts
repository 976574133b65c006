import { canRetry, SluiceError } from '@sluice/core'
import { StepFailed } from '../errors/step-failed.ts'
import { resourceOfError } from '../incidents/resource-of.ts'
import type { ErrorRecord } from '../journal/journal.ts'

/** Network trouble of Node's own errors, where a later try can help. */
const transient = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])

/** What a step threw as one of Sluice's errors: its own as they are, anything else with the step's name around it. */
export function asSluiceError(error: unknown, step: string, deployment: string): SluiceError {
  if (error instanceof SluiceError) return error
  return new StepFailed({ step, deployment, cause: error, retry: isTransient(error) ? 'later' : 'never' })
}

/** An error for the journal. */
export function errorRecord(error: SluiceError, redact: (text: string) => string): ErrorRecord {
  const stack = error instanceof StepFailed && error.cause instanceof Error ? error.cause.stack : undefined
  const resource = canRetry(error) ? resourceOfError(error) : undefined
  return {
    name: error.name,
    code: error.code,
    message: redact(error.message),
    retry: canRetry(error) ? 'later' : 'never',
    ...(stack !== undefined && { stack: redact(stack) }),
    ...(resource !== undefined && { resource: redact(resource) }),
  }
}

/** True for trouble of the network, of the error itself or of what caused it. */
export function isTransient(error: unknown, depth = 8): boolean {
  if (typeof error !== 'object' || error === null || depth === 0) return false
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown }
  return (typeof code === 'string' && transient.has(code)) || isTransient(cause, depth - 1)
}
