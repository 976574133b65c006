import type { ErrorRecord, StepRecord } from '../journal/journal.ts'
import type { Decision, StepMark } from './step-mark.ts'

/** What the process that has a run is asked to do: to end it, or to end one of its steps as failed. */
export interface ControlRequest extends Decision {
  readonly id: number
  readonly run: string
  readonly action: 'cancel' | 'fail'
  readonly step?: string
}

/** A step as an earlier run of the same pipeline and deployment has it. */
export type EarlierStep = Pick<StepRecord, 'run' | 'name' | 'status' | 'key' | 'parts'>

/** What people ask of runs and decide about their steps, each with who and why, in the journal of those runs. */
export interface ControlJournal {
  /**
   * Asks the owner of a running run, once: `before` when it was asked already, undefined when nobody has the run. A step
   * that has finished can no longer be taken from finished work by anybody.
   */
  ask(request: Omit<ControlRequest, 'id'>): Promise<'asked' | 'before' | undefined>
  /** What owners of running runs are asked to do. */
  asked(): Promise<readonly ControlRequest[]>
  /** Ends an interrupted run, which nobody has; false when it is something else by now. */
  endInterrupted(run: string, decision: Decision): Promise<boolean>
  /**
   * Marks a failed or blocked step of a run that nobody has as skipped; false when either is something else by now.
   */
  skip(run: string, mark: StepMark & { readonly kind: 'skip' }): Promise<boolean>
  /**
   * Ends a finished step of a run that nobody has as failed, and the run with it; its work is not finished work any
   * more. False when either is something else by now.
   */
  fail(run: string, step: string, error: ErrorRecord, decision: Decision): Promise<boolean>
  /** What was decided about the steps of a run. */
  marks(run: string): Promise<readonly StepMark[]>
  /** The step in earlier runs of the same pipeline and deployment, the newest first. */
  earlier(run: string, step: string, limit: number): Promise<readonly EarlierStep[]>
  /** The text of a recipe. */
  recipe(digest: string): Promise<string | undefined>
}
