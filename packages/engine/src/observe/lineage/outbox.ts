import { setTimeout as pause } from 'node:timers/promises'
import { messageOfError } from '../../errors/message-of-error.ts'

/** What became of one try to send. */
export type Sent = { readonly kind: 'sent' } | FailedSend

/** A try that failed, for now or for good. */
export interface FailedSend {
  readonly kind: 'later' | 'never'
  readonly reason: string
  /** What the receiver asked for. */
  readonly waitMs?: number
}

/** Options of an {@link Outbox}. */
export interface OutboxOptions<T> {
  readonly send: (item: T) => Promise<Sent>
  /** How many wait at most; of more the oldest are dropped. */
  readonly capacity: number
  /** Tries of one item. */
  readonly attempts: number
  /** How long closing waits. */
  readonly closingMs: number
  /** Gets a sentence for the first of each row of failures, and one for what was dropped. */
  readonly onTrouble: (message: string) => void
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

const firstWaitMs = 500
const longestWaitMs = 30_000

/** Sends one after the other, in order, while the program goes on; never makes it wait or fail. */
export class Outbox<T> {
  readonly #options: OutboxOptions<T>
  #waiting: T[] = []
  #sending: Promise<void> | undefined
  #stop = new AbortController()
  #dropped = 0
  #failing = false

  constructor(options: OutboxOptions<T>) {
    this.#options = options
  }

  add(items: readonly T[]): void {
    this.#waiting.push(...items)
    const over = this.#waiting.length - this.#options.capacity
    if (over > 0) {
      this.#waiting.splice(0, over)
      this.#drop(over)
    }
    this.#sending ??= this.#work()
  }

  /** Waits until everything was sent, at most as long as the options say; then gives up what waits. */
  async close(): Promise<void> {
    const { closingMs, onTrouble } = this.#options
    const { signal } = this.#stop
    const tooLong = new Promise<void>(stopped =>
      signal.addEventListener('abort', () => stopped(), { once: true }),
    )
    const timer = setTimeout(() => this.#stop.abort(), closingMs)
    await Promise.race([this.#sending, tooLong])
    clearTimeout(timer)
    this.#stop = new AbortController()
    this.#drop(this.#waiting.length)
    this.#waiting = []
    if (this.#dropped > 0) {
      onTrouble(this.#dropped === 1 ? '1 event was dropped' : `${this.#dropped} events were dropped`)
    }
    this.#dropped = 0
  }

  async #work(): Promise<void> {
    // Not in the call that adds: whoever adds does not wait for the first one either.
    await Promise.resolve()
    while (!this.#stop.signal.aborted) {
      const next = this.#waiting.shift()
      if (next === undefined) break
      if (!(await this.#deliver(next))) this.#drop(1)
    }
    this.#sending = undefined
  }

  async #deliver(item: T): Promise<boolean> {
    const { attempts, sleep = pauseUntil } = this.#options
    const { signal } = this.#stop
    for (let attempt = 1; ; attempt += 1) {
      const sent = await this.#try(item)
      if (sent.kind === 'sent') {
        this.#failing = false
        return true
      }
      this.#complain(sent.reason)
      if (sent.kind === 'never' || attempt >= attempts || signal.aborted) return false
      await sleep(Math.min(longestWaitMs, sent.waitMs ?? firstWaitMs * 2 ** (attempt - 1)), signal)
    }
  }

  async #try(item: T): Promise<Sent> {
    try {
      return await this.#options.send(item)
    } catch (error) {
      return { kind: 'never', reason: messageOfError(error) }
    }
  }

  #complain(reason: string): void {
    if (!this.#failing) this.#options.onTrouble(`an event could not be sent: ${reason}`)
    this.#failing = true
  }

  #drop(count: number): void {
    this.#dropped += count
  }
}

function pauseUntil(ms: number, signal: AbortSignal): Promise<unknown> {
  return pause(ms, undefined, { signal, ref: false }).catch(() => undefined)
}
