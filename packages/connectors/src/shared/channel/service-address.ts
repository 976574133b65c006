import { ChannelNotTold } from '../../errors/channel-not-told.ts'

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i

/** True for a name of this machine. */
export function isLoopback(host: string): boolean {
  return loopback.test(host)
}

/**
 * The address behind a reference or option, which must be encrypted unless it is of this machine.
 *
 * @throws ChannelNotTold when it is not; the address is not in the message.
 */
export function serviceAddress(channel: string, value: string, { http = false } = {}): URL {
  const refuse = (reason: string) => new ChannelNotTold({ channel, reason, retry: 'never' })
  const url = URL.parse(value.trim())
  if (url === null || !/^https?:$/.test(url.protocol)) throw refuse('its address is not an https URL')
  if (url.username !== '' || url.password !== '') throw refuse('its address has a user or password in it')
  if (url.protocol === 'http:' && !http && !isLoopback(url.hostname)) throw refuse('its address is not https')
  return url
}
