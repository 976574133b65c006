import { SluiceError } from '@sluice/core'
import type { Owner } from '../journal/journal.ts'

/** Another living process, or the workers, run this run. */
export class RunBusy extends SluiceError {
  readonly code = 'run-busy'
  override readonly retry = 'later'
  readonly run: string
  readonly pid: number
  readonly owner: Owner

  constructor(fields: { readonly run: string; readonly deployment: string; readonly owner: Owner }) {
    const { run, deployment, owner } = fields
    super(
      owner.pid === 0
        ? `${deployment}: run ${run} is being run by the workers. Wait for it; see how far it is: sluice show ${run}`
        : `${deployment}: run ${run} is being run by process ${owner.pid} on ${owner.host}. ` +
            `Wait for it, or stop that process; then run again and it goes on from there.`,
    )
    this.run = run
    this.pid = owner.pid
    this.owner = owner
  }
}
