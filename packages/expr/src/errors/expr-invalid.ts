import { SluiceError } from './sluice-error.ts'

/** An expression does not fit together: a wrong type, a wrong number of arguments, unsorted knots. */
export class ExprInvalid extends SluiceError {
  readonly code = 'expr-invalid'
  /** Where in the expression, such as `margin.args[1]`. */
  readonly where: string

  constructor(fields: { readonly where: string; readonly reason: string }) {
    super(`expression ${fields.where}: ${fields.reason}`)
    this.where = fields.where
  }
}
