import { SluiceError } from '@sluice/core'

/** Every worker that had a step died with it or was not heard any more. */
export class WorkerLost extends SluiceError {
  readonly code = 'worker-lost'
  override readonly retry = 'later'
  readonly step: string
  readonly times: number

  constructor(fields: { readonly step: string; readonly deployment: string; readonly times: number }) {
    const { step, deployment, times } = fields
    super(
      `step "${step}" of deployment "${deployment}" was lost with its worker ${times} times and is not tried again. ` +
        `It probably takes the process down: look at the memory of the workers and at their last output.`,
    )
    this.step = step
    this.times = times
  }
}
