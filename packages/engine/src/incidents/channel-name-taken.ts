import { SluiceError } from '@sluice/core'

/** Two channels of a configuration have the same name. */
export class ChannelNameTaken extends SluiceError {
  readonly code = 'channel-name-taken'
  readonly channel: string

  constructor(fields: { readonly channel: string }) {
    super(
      `two channels are named "${fields.channel}": what was told to one could not be told from what was told to the ` +
        `other. Give one of them a name of its own: name: '${fields.channel}-2'`,
    )
    this.channel = fields.channel
  }
}
