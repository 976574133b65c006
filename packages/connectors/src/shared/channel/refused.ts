import { ChannelNotTold } from '../../errors/channel-not-told.ts'

/** A service that refused a message: what was sent would be refused again. */
export function refused(channel: string, status: number, code: string | undefined): ChannelNotTold {
  const reason = `HTTP ${status}${code === undefined ? '' : `, ${code}`}`
  return new ChannelNotTold({ channel, reason, retry: 'never', status, serviceCode: code })
}

/** Something between us and the service answered. */
export function notAnswerOf(service: string, channel: string, status: number): ChannelNotTold {
  return new ChannelNotTold({ channel, reason: `not an answer of ${service}`, retry: 'later', status })
}
