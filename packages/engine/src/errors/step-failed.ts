import { SluiceError } from '@sluice/core'

/** The code of a step threw something that is not one of Sluice's errors. Its stack is kept. */
export class StepFailed extends SluiceError {
  readonly code = 'step-failed'
  override readonly retry: 'never' | 'later'
  readonly step: string
  readonly deployment: string

  constructor(fields: {
    readonly step: string
    readonly deployment: string
    readonly cause: unknown
    readonly retry: 'never' | 'later'
  }) {
    const { step, deployment, cause, retry } = fields
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    super(`step "${step}" of deployment "${deployment}" threw ${reason}`, { cause })
    this.step = step
    this.deployment = deployment
    this.retry = retry
  }
}
