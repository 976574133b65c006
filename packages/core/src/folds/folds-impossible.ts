import { SluiceError } from '@sluice/expr'

/** The fold plan cannot be carried out, or would let a row see its own target. */
export class FoldsImpossible extends SluiceError {
  readonly code = 'folds-impossible'
  readonly reason: string

  constructor(fields: { readonly reason: string; readonly advice: string }) {
    const { reason, advice } = fields
    super(`the fold plan is impossible: ${reason}. ${advice}`)
    this.reason = reason
  }
}
