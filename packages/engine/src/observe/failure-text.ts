import type { CheckResult } from '@sluice/core'
import type { ErrorRecord } from '../journal/journal.ts'

/** Why a step did not end well, in one text without rows of data; undefined when it did. */
export function failureText(end: {
  readonly status: string
  readonly checks: readonly CheckResult[]
  readonly error?: ErrorRecord
}): string | undefined {
  if (end.error !== undefined) return end.error.message
  if (end.status !== 'blocked') return undefined
  const blocking = end.checks.filter(({ severity, status }) => severity === 'block' && status === 'failed')
  return blocking.map(({ message }) => message).join('\n')
}
