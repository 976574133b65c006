import { SluiceError } from '@sluice/core'

/** A step returned something that cannot be kept: not JSON, or with a secret in it. */
export class OutputInvalid extends SluiceError {
  readonly code = 'output-invalid'
  readonly step: string

  constructor(fields: { readonly step: string; readonly reason: string }) {
    super(
      `step "${fields.step}" returned something that cannot be kept: ${fields.reason}. ` +
        `Return plain values; keep tables with data.save() and models with artifacts.save(), and return their references.`,
    )
    this.step = fields.step
  }
}
