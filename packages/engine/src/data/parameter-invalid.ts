import { SluiceError } from '@sluice/expr'

/** A value bound to a SQL statement has a type that cannot be bound. The value itself is not in the message. */
export class ParameterInvalid extends SluiceError {
  readonly code = 'parameter-invalid'
  /** Counted from 1, as in the statement's `$1`. */
  readonly position: number
  readonly found: string

  constructor(fields: { readonly position: number; readonly found: string; readonly statement: string }) {
    super(
      `parameter $${fields.position} of "${fields.statement}" is ${fields.found}. A value in sql\`…\` must be a ` +
        `string, number, bigint, boolean, Date, null, or a list of only strings or only numbers; ` +
        `tables and columns go in with identifier(name), other SQL with sql\`…\`.`,
    )
    this.position = fields.position
    this.found = fields.found
  }
}
