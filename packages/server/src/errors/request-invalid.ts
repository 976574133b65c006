import { SluiceError } from '@sluice/core'

/** A field of a request that is not as the route needs it. */
export interface InvalidField {
  /** JSON pointer below `path`, `query` or `body`, such as `body/rows/0/spend`. */
  readonly where: string
  readonly reason: string
}

/** A request that a route cannot make sense of. */
export class RequestInvalid extends SluiceError {
  readonly code = 'request-invalid'
  readonly fields: readonly InvalidField[]

  constructor(fields: readonly InvalidField[]) {
    const said = fields.map(({ where, reason }) => `${where}: ${reason}`).join('; ')
    super(`The request is not valid: ${said}. The route is described in /openapi.json.`)
    this.fields = fields
  }
}
