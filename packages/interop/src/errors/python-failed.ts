import { SluiceError } from '@sluice/expr'

/** A training script did not give a model. */
export class PythonFailed extends SluiceError {
  readonly code = 'python-failed'
  readonly script: string
  /** The last lines that it wrote to standard error. */
  readonly lastLines: readonly string[]

  constructor(fields: {
    readonly script: string
    /** What happened, after "the training script … ". */
    readonly reason: string
    readonly lastLines?: readonly string[]
    readonly cause?: unknown
  }) {
    const { script, reason, lastLines = [], cause } = fields
    const said =
      lastLines.length === 0 ? '' : `\nIts last lines:\n${lastLines.map(line => `  ${line}`).join('\n')}`
    super(`the training script "${script}" ${reason}.${said}`, { cause })
    this.script = script
    this.lastLines = lastLines
  }
}
