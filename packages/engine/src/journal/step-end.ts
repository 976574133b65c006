import type { StepEnd } from './journal.ts'

/** True when what needs the step may start: it has finished, or something was put in its place. */
export function isGood({ status, output }: Pick<StepEnd, 'status' | 'output'>): boolean {
  if (status === 'succeeded' || status === 'memoised') return true
  return status === 'skipped' && output !== undefined
}
