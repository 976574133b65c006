/** An event that took effect, as the fake keeps it. */
export interface SegmentEvent {
  readonly writeKey: string
  readonly messageId: string
  readonly userId: string
  readonly type: string
  readonly event?: string
  readonly timestamp?: string
  /** Traits of an identify call, properties of a track call. */
  readonly fields: Readonly<Record<string, unknown>>
}

const mostEvents = 2_500
const longestEvent = 32 * 1024

/** The events of the fake, with the rules by which they are taken or dropped. */
export class SegmentInbox {
  readonly #seen = new Set<string>()
  readonly #byKey = new Map<string, Map<string, SegmentEvent[]>>()
  received = 0
  duplicates = 0
  dropped = 0

  /**
   * Takes what it likes of a batch and returns that; the rest is dropped silently.
   *
   * @throws Error for what Segment answers with 400.
   */
  accept(body: unknown, authorization: string): readonly SegmentEvent[] {
    const { batch, writeKey = authorization } = body as { batch?: unknown; writeKey?: string }
    if (!Array.isArray(batch)) throw new Error('malformed JSON: batch is not a list')
    const messages = batch as readonly Record<string, unknown>[]
    if (messages.some(message => Buffer.byteLength(JSON.stringify(message)) > longestEvent)) {
      throw new Error('event exceeds maximum size')
    }
    if (messages.length > mostEvents || writeKey === '') {
      this.dropped += messages.length
      return []
    }
    return messages.flatMap(message => this.#take(message, writeKey))
  }

  /** Takes an event that was accepted before. */
  restore(event: SegmentEvent): void {
    this.#seen.add(event.messageId)
    this.#keep(event)
  }

  /** Events of a write key by user id. */
  events(writeKey: string): ReadonlyMap<string, readonly SegmentEvent[]> {
    return this.#byKey.get(writeKey) ?? new Map<string, SegmentEvent[]>()
  }

  #take(message: Record<string, unknown>, writeKey: string): readonly SegmentEvent[] {
    const { userId, messageId, type, event, timestamp, traits, properties } = message as Partial<
      Record<string, string>
    >
    if (typeof userId !== 'string' || userId === '' || type === undefined) {
      this.dropped += 1
      return []
    }
    const id = messageId ?? `generated-${this.received + this.dropped}`
    if (this.#seen.has(id)) {
      this.duplicates += 1
      return []
    }
    this.#seen.add(id)
    const taken: SegmentEvent = {
      writeKey,
      messageId: id,
      userId,
      type,
      ...(event !== undefined && { event }),
      ...(timestamp !== undefined && { timestamp }),
      fields: (traits ?? properties ?? {}) as unknown as Record<string, unknown>,
    }
    this.#keep(taken)
    return [taken]
  }

  #keep(event: SegmentEvent): void {
    this.received += 1
    const users = this.#byKey.get(event.writeKey) ?? new Map<string, SegmentEvent[]>()
    this.#byKey.set(event.writeKey, users)
    const events = users.get(event.userId) ?? []
    users.set(event.userId, events)
    events.push(event)
  }
}
