import { SluiceError } from '@sluice/core'

/** A path that is there, asked for with a method that it does not have. */
export class MethodNotAllowed extends SluiceError {
  readonly code = 'method-not-allowed'
  readonly method: string
  readonly allowed: readonly string[]

  constructor(fields: {
    readonly method: string
    readonly path: string
    readonly allowed: readonly string[]
  }) {
    const { method, path, allowed } = fields
    super(`${path} has no ${method}. It has ${allowed.join(', ')}; see /openapi.json.`)
    this.method = method
    this.allowed = allowed
  }
}
