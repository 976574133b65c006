import { SluiceError } from '@sluice/core'

/** The process that ran a step ended before the step did. */
export class StepCrashed extends SluiceError {
  readonly code = 'step-crashed'
  override readonly retry = 'later'
  readonly step: string
  readonly deployment: string
  /** For example `exit code 134` or `SIGSEGV`. */
  readonly how: string

  constructor(fields: { readonly step: string; readonly deployment: string; readonly how: string }) {
    const { step, deployment, how } = fields
    super(
      `the process that ran step "${step}" of deployment "${deployment}" ended by ${how} before the step did. ` +
        `Nothing else was touched. Look at the step's log for its last words: a native library, process.exit() or too ` +
        `little memory are common causes.`,
    )
    this.step = step
    this.deployment = deployment
    this.how = how
  }
}
