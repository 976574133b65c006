import { SluiceError } from '@sluice/core'

/** A step took longer than its limit and was stopped. */
export class StepTimeout extends SluiceError {
  readonly code = 'step-timeout'
  override readonly retry = 'later'
  readonly step: string
  readonly timeoutMs: number

  constructor(fields: { readonly step: string; readonly timeoutMs: number }) {
    super(
      `step "${fields.step}" was stopped after ${fields.timeoutMs / 1000} s, its timeoutMs. Raise the limit, or make the step smaller.`,
    )
    this.step = fields.step
    this.timeoutMs = fields.timeoutMs
  }
}
