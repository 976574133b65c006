import { SluiceError } from '@sluice/core'

/** A step used more memory than it may; its process was ended. */
export class StepMemoryExceeded extends SluiceError {
  readonly code = 'step-memory-exceeded'
  readonly step: string
  readonly deployment: string
  readonly usedBytes: number
  readonly limitBytes: number

  constructor(fields: {
    readonly step: string
    readonly deployment: string
    readonly usedBytes: number
    readonly limitBytes: number
  }) {
    const { step, deployment, usedBytes, limitBytes } = fields
    const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`
    super(
      `step "${step}" of deployment "${deployment}" used ${megabytes(usedBytes)}, more than its limit of ` +
        `${megabytes(limitBytes)}, and its process was ended. Let DuckDB do the work instead of JavaScript arrays, or ` +
        `raise limits.memoryBytes of the step.`,
    )
    this.step = step
    this.deployment = deployment
    this.usedBytes = usedBytes
    this.limitBytes = limitBytes
  }
}
