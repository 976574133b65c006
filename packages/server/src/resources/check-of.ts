import type { CheckResult } from '@sluice/core'
import type { Check } from '../api/check.ts'

/** What a check found, field by field: what later versions add is not given away by accident. */
export function checkOf(result: CheckResult & { readonly evidence?: readonly string[] }): Check {
  const { check, name, severity, status, subject, column, message, observed, expected } = result
  const { likelyCause, evidence, sample } = result
  return {
    check,
    severity,
    status,
    subject,
    message,
    ...(name !== undefined && { name }),
    ...(column !== undefined && { column }),
    ...(observed !== undefined && { observed }),
    ...(expected !== undefined && { expected }),
    ...(likelyCause !== undefined && { likelyCause }),
    ...(evidence !== undefined && { evidence }),
    ...(sample !== undefined && { sample }),
  }
}
