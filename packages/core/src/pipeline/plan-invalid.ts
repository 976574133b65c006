import { SluiceError } from '@sluice/expr'

/** The function that builds a plan returned steps that do not make a plan. */
export class PlanInvalid extends SluiceError {
  readonly code = 'plan-invalid'
  readonly pipeline: string
  readonly step: string

  constructor(fields: { readonly pipeline: string; readonly step: string; readonly reason: string }) {
    super(`pipeline "${fields.pipeline}", step "${fields.step}": ${fields.reason}`)
    this.pipeline = fields.pipeline
    this.step = fields.step
  }
}
