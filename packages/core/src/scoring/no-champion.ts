import { SluiceError } from '@sluice/expr'

/** A refresh found no champion to score with. */
export class NoChampion extends SluiceError {
  readonly code = 'no-champion'
  readonly model: string

  constructor(fields: { readonly model: string; readonly train: string }) {
    super(`${fields.model} has no champion to score with. Train one first: ${fields.train}`)
    this.model = fields.model
  }
}
