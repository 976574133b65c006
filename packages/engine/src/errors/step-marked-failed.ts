import { SluiceError } from '@sluice/core'

/** Somebody decided that a step counts as failed. */
export class StepMarkedFailed extends SluiceError {
  readonly code = 'step-marked-failed'
  readonly step: string

  constructor(fields: {
    readonly step: string
    readonly deployment: string
    readonly who: string
    readonly why: string
  }) {
    const { step, deployment, who, why } = fields
    super(
      `${who} marked step "${step}" of "${deployment}" as failed: ${why}. To do it again: sluice retry <run>`,
    )
    this.step = step
  }
}
