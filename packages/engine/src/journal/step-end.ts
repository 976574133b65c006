import type { Json } from '@sluice/core'
import type { StepStatus } from './journal.ts'

/** True when what needs the step may start: it has finished, or something was put in its place. */
export function isGood({
  status,
  output,
}: {
  readonly status: StepStatus
  readonly output?: Json | undefined
}): boolean {
  if (status === 'succeeded' || status === 'memoised') return true
  return status === 'skipped' && output !== undefined
}
