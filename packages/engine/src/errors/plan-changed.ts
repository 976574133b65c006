import { SluiceError } from '@sluice/core'

/** A worker's project does not have the step that it was given, or not as it was when the run started. */
export class PlanChanged extends SluiceError {
  readonly code = 'plan-changed'
  readonly step: string

  constructor(fields: {
    readonly step: string
    readonly pipeline: string
    readonly deployment: string
    readonly reason: string
  }) {
    const { step, pipeline, deployment, reason } = fields
    super(
      `step "${step}" of ${pipeline} for "${deployment}": ${reason}. ` +
        `Give all workers the version of the project that started the run, then run again and it goes on from there.`,
    )
    this.step = step
  }
}
