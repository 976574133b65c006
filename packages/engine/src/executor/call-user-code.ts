import { SluiceError } from '@sluice/core'
import { StepFailed } from '../errors/step-failed.ts'
import { isTransient } from '../run/error-record.ts'

/** Whose code is called. */
export interface UserCode {
  readonly step: string
  readonly deployment: string
}

/**
 * Calls code of a step. What it throws is Sluice's own error, or becomes a `StepFailed` with the step's name around it,
 * so that a mistake in a step never looks like one of ours.
 */
export async function callUserCode<T>(
  { step, deployment }: UserCode,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause
    throw new StepFailed({ step, deployment, cause, retry: isTransient(cause) ? 'later' : 'never' })
  }
}
