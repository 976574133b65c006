import { SluiceError } from '@sluice/expr'

/** A model was declared with options that do not go together. */
export class ModelInvalid extends SluiceError {
  readonly code = 'model-invalid'
  readonly model: string
  readonly option: string

  constructor(fields: { readonly model: string; readonly option: string; readonly reason: string }) {
    super(`model "${fields.model}": ${fields.option} ${fields.reason}`)
    this.model = fields.model
    this.option = fields.option
  }
}
