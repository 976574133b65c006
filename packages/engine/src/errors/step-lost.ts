import { SluiceError } from '@sluice/core'

/** Another worker has taken over a step of this worker, so nothing of this worker counts for it any more. */
export class StepLost extends SluiceError {
  readonly code = 'step-lost'
  readonly run: string
  readonly step: string

  constructor(fields: { readonly run: string; readonly step: string }) {
    const { run, step } = fields
    super(
      `step "${step}" of run ${run} was taken over by another worker, which took this one for dead. ` +
        `What was made here was not kept; see what became of it: sluice show ${run} ${step}`,
    )
    this.run = run
    this.step = step
  }
}
