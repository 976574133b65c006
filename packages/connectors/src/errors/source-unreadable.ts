import { SluiceError } from '@sluice/core'

/** A file or database of a source is there but is not what it should be. */
export class SourceUnreadable extends SluiceError {
  readonly code = 'source-unreadable'
  readonly path: string

  constructor(fields: {
    readonly path: string
    readonly expected: string
    readonly reason: string
    readonly cause?: unknown
  }) {
    super(
      `${fields.path} cannot be read as ${fields.expected}: ${fields.reason}. ` +
        `Correct the file, or the options it is read with.`,
      { cause: fields.cause },
    )
    this.path = fields.path
  }
}
