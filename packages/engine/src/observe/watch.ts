import type { Json, PlannedStep } from '@sluice/core'
import type { OpenRun } from '../run/open-run.ts'
import type { AttemptName } from './observer.ts'

/** What the engine does for observers besides telling events. */
export interface Watch {
  /** Tells that a step has got its turn. */
  reached(run: OpenRun, planned: PlannedStep, inputs: Json): void
  /** Calls `work` inside of what observers put around an attempt. */
  within<T>(attempt: AttemptName, work: () => Promise<T>): Promise<T>
}
