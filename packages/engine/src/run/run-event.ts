import type { Alert, CheckResult, Json } from '@sluice/core'
import type { ErrorRecord, RunStatus, StepEnd, StepStatus } from '../journal/journal.ts'

interface OfRun {
  readonly run: string
  readonly pipeline: string
  readonly deployment: string
}

interface OfStep extends OfRun {
  readonly step: string
}

/** What happens while plans run, for displays. */
export type RunEvent =
  | (OfRun & { readonly kind: 'run-started'; readonly asOf: Date; readonly continued: boolean })
  | (OfStep & { readonly kind: 'step-started'; readonly attempt: number })
  | (OfStep & {
      readonly kind: 'step-progress'
      readonly attempt: number
      readonly done: number
      readonly total?: number
    })
  | (OfStep & {
      readonly kind: 'step-log'
      readonly attempt: number
      readonly message: string
      readonly fields?: Readonly<Record<string, unknown>>
    })
  | (OfStep & {
      readonly kind: 'step-retry'
      readonly attempt: number
      readonly waitMs: number
      readonly error: ErrorRecord
    })
  | (OfStep & {
      readonly kind: 'step-finished'
      readonly status: StepEnd['status']
      readonly seconds: number
      /** None where its work was there already, and where it never started. */
      readonly attempts: number
      /** The run that did the work, where it was taken from finished work. */
      readonly from?: string
      readonly output?: Json
      readonly checks: readonly CheckResult[]
      readonly error?: ErrorRecord
    })
  | (OfStep & {
      /** The step has listed elements; their steps belong to the run from here on. */
      readonly kind: 'steps-added'
      readonly steps: readonly string[]
    })
  | (OfRun & { readonly kind: 'run-finished'; readonly status: RunStatus })
  | (OfStep & {
      readonly kind: 'alert-sent'
      readonly alert: Alert
      readonly sink: string
      readonly error?: string
    })

/** A step of a finished run. */
export interface StepSummary {
  readonly name: string
  readonly status: StepStatus
  readonly seconds: number
  readonly attempts: number
  readonly output?: Json
  readonly checks: readonly CheckResult[]
  readonly error?: ErrorRecord
}

/** What became of a run. */
export interface RunSummary {
  readonly run: string
  readonly pipeline: string
  readonly deployment: string
  readonly label?: string
  readonly asOf: Date
  readonly status: RunStatus
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly steps: readonly StepSummary[]
}
