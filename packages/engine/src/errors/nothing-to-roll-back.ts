import { SluiceError } from '@sluice/core'

/** An alias never pointed at another version before, so it cannot go back. */
export class NothingToRollBack extends SluiceError {
  readonly code = 'nothing-to-roll-back'
  readonly model: string

  constructor(fields: {
    readonly model: string
    readonly alias: string
    readonly current: number | undefined
  }) {
    const { model, alias, current } = fields
    const now = current === undefined ? 'points at nothing' : `is v${current} and was never another version`
    super(
      `${alias} of "${model}" ${now}, so there is nothing to go back to. To choose a version: sluice promote ${model} <version>`,
    )
    this.model = model
  }
}
