import { SluiceError } from '@sluice/expr'

/** Window features are declared in a way that cannot be computed. */
export class WindowInvalid extends SluiceError {
  readonly code = 'window-invalid'
  /** The source, with the column that is declared where it is one. */
  readonly where: string

  constructor(fields: { readonly where: string; readonly reason: string }) {
    super(`${fields.where}: ${fields.reason}`)
    this.where = fields.where
  }
}
