import { SluiceError } from '@sluice/expr'

/** A contract was declared in a way that cannot hold. */
export class ContractInvalid extends SluiceError {
  readonly code = 'contract-invalid'
  readonly contract: string
  readonly column: string | undefined

  constructor(fields: { readonly contract: string; readonly column?: string; readonly reason: string }) {
    const where = fields.column === undefined ? '' : `, column "${fields.column}"`
    super(`contract "${fields.contract}"${where}: ${fields.reason}`)
    this.contract = fields.contract
    this.column = fields.column
  }
}
