import { SluiceError } from '@sluice/expr'

/** An option of a schedule has a value that cannot be. */
export class ScheduleInvalid extends SluiceError {
  readonly code = 'schedule-invalid'
  readonly deployment: string
  readonly option: string
  readonly value: string

  constructor(fields: {
    readonly deployment: string
    readonly option: string
    readonly value: string
    readonly expected: string
    readonly cause?: unknown
  }) {
    const { deployment, option, value, expected, cause } = fields
    super(`deployment "${deployment}": ${option} is "${value}"; write ${expected}.`, { cause })
    this.deployment = deployment
    this.option = option
    this.value = value
  }
}
