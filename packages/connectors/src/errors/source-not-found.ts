import { SluiceError } from '@sluice/core'

/** A file, folder or pattern of a source does not exist or matches nothing. */
export class SourceNotFound extends SluiceError {
  readonly code = 'source-not-found'
  readonly path: string
  /** Names that are there instead, the most similar first. */
  readonly found: readonly string[]

  constructor(fields: {
    readonly path: string
    readonly folder: string
    readonly found: readonly string[]
    readonly reason: string
  }) {
    const { path, folder, found, reason } = fields
    const there = found.length === 0 ? 'nothing' : found.slice(0, 5).join(', ')
    super(`${path}: ${reason}. In ${folder} there is: ${there}. Correct the path, or deliver the file first.`)
    this.path = path
    this.found = found
  }
}
