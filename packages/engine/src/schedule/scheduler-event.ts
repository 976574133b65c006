import type { DataInterval, DeadlineState } from '@sluice/core'
import type { Dispatch, DispatchStatus, ScheduleKey } from './schedule-journal.ts'

/** What a scheduler did, for displays. */
export type SchedulerEvent =
  | (ScheduleKey & { readonly kind: 'queued'; readonly interval: DataInterval })
  | (ScheduleKey & { readonly kind: 'skipped'; readonly interval: DataInterval })
  | { readonly kind: 'taken-over'; readonly dispatch: Dispatch }
  | { readonly kind: 'started'; readonly dispatch: Dispatch; readonly lateMs: number }
  | {
      readonly kind: 'ended'
      readonly dispatch: Dispatch
      readonly status: DispatchStatus
      readonly message?: string
    }
  | { readonly kind: 'deadline'; readonly dispatch: Dispatch; readonly state: DeadlineState }
  | { readonly kind: 'trouble'; readonly message: string }
