import { SluiceError } from '@sluice/core'

/** What somebody wants of a run or a step cannot be done with it as it is. */
export class ControlRefused extends SluiceError {
  readonly code = 'control-refused'
  readonly run: string
  readonly step: string | undefined

  constructor(fields: {
    /** What was wanted, such as `skip`. */
    readonly action: string
    readonly run: string
    readonly step?: string
    readonly reason: string
    /** What to do instead. */
    readonly next?: string
  }) {
    const { action, run, step, reason, next } = fields
    const what = step === undefined ? `run ${run}` : `step "${step}" of run ${run}`
    super(`cannot ${action} ${what}: ${reason}${next === undefined ? '' : `\n${next}`}`)
    this.run = run
    this.step = step
  }
}
