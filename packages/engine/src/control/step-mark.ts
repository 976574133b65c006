import type { CheckResult, Json } from '@sluice/core'
import type { MetricValue } from '../journal/journal.ts'
import type { KeptParts } from '../plan/key-parts.ts'

/** Who decided something, and why. */
export interface Decision {
  readonly who: string
  readonly why: string
}

/** Finished work of another run, to be taken over as it stands. */
export interface TakenWork {
  readonly from: string
  readonly key?: string
  /** What its key was made of then. */
  readonly kept?: KeptParts
  readonly output: Json
  readonly checks: readonly CheckResult[]
  readonly metrics: readonly MetricValue[]
}

/**
 * What was decided about a step of a run: it is skipped, with an output in its place or together with what needs it;
 * its work is that of another run; or it is done anew, whatever is there already.
 */
export type StepMark = Decision & { readonly step: string } & (
    | {
        readonly kind: 'skip'
        readonly output?: Json
        /** Numbers that count for the step, where the output is its own. */
        readonly metrics?: readonly MetricValue[]
      }
    | { readonly kind: 'taken'; readonly work: TakenWork }
    | { readonly kind: 'anew' }
  )

/** A row of table `step_marks`. */
export interface MarkRow {
  readonly step: string
  readonly kind: StepMark['kind']
  readonly data: string
  readonly who: string
  readonly why: string
}

/** The row that keeps a mark. */
export function markRow(mark: StepMark, redact: (text: string) => string): MarkRow {
  const { step, kind, who, why } = mark
  return { step, kind, data: JSON.stringify(dataOf(mark)), who: redact(who), why: redact(why) }
}

function dataOf(mark: StepMark): object {
  if (mark.kind === 'taken') return mark.work
  if (mark.kind !== 'skip' || mark.output === undefined) return {}
  const { output, metrics } = mark
  return { output, ...(metrics !== undefined && { metrics }) }
}

/** The mark that a row stands for. */
export function markOf({ step, kind, data, who, why }: MarkRow): StepMark {
  const facts = { step, who, why }
  if (kind === 'taken') return { ...facts, kind, work: JSON.parse(data) as TakenWork }
  return kind === 'skip'
    ? {
        ...facts,
        kind,
        ...(JSON.parse(data) as { readonly output?: Json; readonly metrics?: readonly MetricValue[] }),
      }
    : { ...facts, kind }
}
