import { SluiceError } from '@sluice/core'

/** An argument of a command names something that does not exist, or has a value that cannot be. */
export class UsageInvalid extends SluiceError {
  readonly code = 'usage-invalid'

  constructor(fields: {
    readonly reason: string
    readonly known?: readonly string[]
    readonly next?: string
  }) {
    const { reason, known, next } = fields
    const listed =
      known === undefined
        ? ''
        : known.length === 0
          ? '. There are none yet'
          : `. There are: ${known.join(', ')}`
    super(`${reason}${listed}${next === undefined ? '' : `\n${next}`}`)
  }
}
