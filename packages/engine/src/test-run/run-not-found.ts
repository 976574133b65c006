import { SluiceError } from '@sluice/core'

/** A fixture names a run, or a step of it, that the journal does not have. */
export class RunNotFound extends SluiceError {
  readonly code = 'run-not-found'
  readonly run: string

  constructor(fields: { readonly run: string; readonly root: string; readonly reason: string }) {
    super(
      `no fixture of run "${fields.run}" from ${fields.root}: ${fields.reason}. List the runs: sluice runs`,
    )
    this.run = fields.run
  }
}
