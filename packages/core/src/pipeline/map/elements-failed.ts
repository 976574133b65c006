import { SluiceError } from '@sluice/expr'
import { someOf } from './some-of.ts'

/** More elements of a map did not finish than its policy allows. */
export class ElementsFailed extends SluiceError {
  readonly code = 'elements-failed'
  readonly map: string
  /** The keys of the elements that did not finish. */
  readonly keys: readonly string[]
  readonly elements: number

  constructor(fields: {
    readonly map: string
    readonly keys: readonly string[]
    readonly elements: number
    readonly allowed: string
  }) {
    const { map, keys, elements, allowed } = fields
    super(
      `map "${map}": ${keys.length} of ${elements} elements did not finish, ${allowed}: ${someOf(keys)}. ` +
        'Each has its own error; going on with the run tries only them again',
    )
    this.map = map
    this.keys = keys
    this.elements = elements
  }
}
