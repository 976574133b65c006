import type { Incident } from './incident.ts'

/**
 * Why something is said about an incident now. `opened` is said once; `spread`: more clients or steps have it;
 * `escalated`: it became more severe; `repeated`: it is still open after the policy's time; `resolved`: all is good.
 */
export type NoticeReason = 'opened' | 'spread' | 'escalated' | 'repeated' | 'acknowledged' | 'resolved'

/** What a channel is told about one incident. Plain data without secrets. */
export interface Notice {
  readonly kind: 'notice'
  readonly reason: NoticeReason
  /** Counts up per incident and channel: the same number is never sent twice. */
  readonly seq: number
  readonly at: Date
  readonly incident: Incident
  /** The message in words: the number against the expectation, evidence, what is affected and what is not. */
  readonly message: NoticeMessage
}

/** A notice in words, in the order in which they are read. All of it is plain text: a channel escapes it. */
export interface NoticeMessage {
  /** Such as `BLOCKED · Acme Shoes · refresh`. */
  readonly title: string
  readonly headline: string
  readonly likelyCause?: string
  /** Facts behind the cause, a sentence each. */
  readonly evidence: readonly string[]
  /** What is not done because of it; other clients that have it. */
  readonly affected: readonly string[]
  readonly unaffected: readonly string[]
  readonly seen: string
  /** Commands to type next, the most useful first. */
  readonly commands: readonly string[]
  /** Where to act in a browser; empty when no server's address is configured. */
  readonly links: readonly { readonly label: string; readonly url: string }[]
}

/** What a channel needs to update or answer an earlier message in place: ids of the service, kept by the engine. */
export type Thread = Readonly<Record<string, string>>

/** What a channel may use. */
export interface ChannelContext {
  /** The value of a reference such as `env:SLACK_TOKEN`; throws when it is not set. Never put into a message. */
  secret(reference: string): string
  readonly fetch: typeof globalThis.fetch
  now(): Date
  /** Aborted when the channel takes too long. */
  readonly signal: AbortSignal
}

/** Somewhere that incidents are told: Slack, e-mail, PagerDuty, Microsoft Teams, any webhook. */
export interface Channel {
  readonly kind: string
  /** One of its kind in a configuration. */
  readonly name: string
  /**
   * Says it; the returned thread is handed to the next notice of the same incident. Rejects when it was not said; the
   * error says whether a later try can help. The same `incident.id` and `seq` may be sent again after a crash: where
   * the service can tell, it is said once.
   */
  send(notice: Notice, thread: Thread | undefined, context: ChannelContext): Promise<Thread | undefined>
}
