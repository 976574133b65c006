import { SluiceError } from '@sluice/core'

/** A test reads the output of a step that did not run, or a step that runs needs it. */
export class OutputNotThere extends SluiceError {
  readonly code = 'output-not-there'
  readonly step: string

  constructor(fields: { readonly step: string; readonly reason: string }) {
    super(`step "${fields.step}" has no output in this test run: ${fields.reason}`)
    this.step = fields.step
  }
}
