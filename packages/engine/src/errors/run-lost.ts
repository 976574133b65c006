import { SluiceError } from '@sluice/core'

/** Another process has taken over a run of this process, so nothing of this process counts for it any more. */
export class RunLost extends SluiceError {
  readonly code = 'run-lost'
  readonly run: string

  constructor(fields: { readonly run: string }) {
    super(
      `run ${fields.run} was taken over by another process, which took this one for dead. ` +
        `The step that was running here was not kept; see who has the run now: sluice show ${fields.run}`,
    )
    this.run = fields.run
  }
}
