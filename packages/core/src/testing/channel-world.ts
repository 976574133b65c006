import type { Channel } from '../incidents/channel.ts'

/**
 * How a service of the contract misbehaves: `refuse`: the credential is not accepted, and the answer repeats it;
 * `throttle`: too many messages, come back in 7 s; `fail`: an error of the service; `close`: the connection is cut;
 * `hang`: no answer ever; `garbage`: an answer that is not the service's; `redirect`: to another address.
 */
export type Misbehaviour = 'refuse' | 'throttle' | 'fail' | 'close' | 'hang' | 'garbage' | 'redirect'

/** A message as people see it. */
export interface ToldMessage {
  /** Equal for all messages that the service shows as one conversation or one alert. */
  readonly thread: string
  /** What is read: after all that the service makes of markup. */
  readonly text: string
  /** What the service made of it beyond text: addresses of links, mentions, formatting inside values. */
  readonly active: readonly string[]
}

/** A channel with a local server of its protocol, nothing told so far. */
export interface ChannelWorld {
  readonly channel: Channel
  /** What the channel's references stand for. */
  readonly secrets: Readonly<Record<string, string>>
  readonly fetch?: typeof globalThis.fetch
  /** The oldest first; a message that is changed in place stays where it was. */
  told(): readonly ToldMessage[]
  /** What the service logged of requests, without the place in which it documents the credential. */
  log(): readonly string[]
  /** From now on; undefined: as documented. */
  misbehave(how: Misbehaviour | undefined): void
  close(): Promise<void>
}

/** What a channel can do; the contract asks for these, never for its name. */
export interface ChannelCapabilities {
  /** Later notices of an incident are shown with the first. */
  readonly threads: boolean
  /** The service can tell that a notice was sent before. */
  readonly once: boolean
  /** Everything goes through `context.fetch`. */
  readonly http: boolean
  /** Ways in which this service cannot misbehave. */
  readonly never?: readonly Misbehaviour[]
  /** How many characters of one value are shown at least; default 100. */
  readonly shown?: number
}
