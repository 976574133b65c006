import { readElementName } from '@sluice/core'
import type { StepEnd } from '../journal/journal.ts'
import type { StepMark } from './step-mark.ts'

/** How a step ends about which somebody has decided that; undefined when it is to be done. */
export function endByMark(mark: StepMark): Omit<StepEnd, 'step' | 'seconds'> | undefined {
  if (mark.kind === 'anew') return undefined
  if (mark.kind === 'skip') {
    const { output, metrics } = mark
    return {
      status: 'skipped',
      attempts: 0,
      ...(output !== undefined && { output }),
      ...(metrics !== undefined && { metrics }),
    }
  }
  const { from, key, kept, output, checks, metrics } = mark.work
  return {
    status: 'memoised',
    attempts: 0,
    from,
    output,
    checks,
    metrics,
    ...(key !== undefined && { key }),
    ...(kept !== undefined && { kept }),
  }
}

/** What was decided about a step. The elements of a map that is to be done anew are done anew with it. */
export function markFor(
  marks: ReadonlyMap<string, StepMark> | undefined,
  step: string,
): StepMark | undefined {
  const own = marks?.get(step)
  if (own !== undefined || marks === undefined) return own
  const ofMap = marks.get(readElementName(step)?.map ?? '')
  return ofMap?.kind === 'anew' ? ofMap : undefined
}
