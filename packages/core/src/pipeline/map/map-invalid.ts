import { SluiceError } from '@sluice/expr'

/** The elements of a map, or the steps made of one of them, do not make a plan. */
export class MapInvalid extends SluiceError {
  readonly code = 'map-invalid'
  readonly map: string
  /** The keys of the elements it is about, where it is about some. */
  readonly keys: readonly string[]

  constructor(fields: { readonly map: string; readonly keys?: readonly string[]; readonly reason: string }) {
    super(`map "${fields.map}" ${fields.reason}`)
    this.map = fields.map
    this.keys = fields.keys ?? []
  }
}
