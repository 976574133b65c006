import type { Socket } from 'node:net'
import type { Connection as Wire, Submittable } from 'pg'

/** The part of pg's inner connection that COPY needs. */
interface CopyWire {
  readonly stream: Socket
  query(text: string): void
}

/**
 * Runs `COPY … TO STDOUT` on a pg client and hands over the bytes as they arrive. `pause` stops reading from the
 * socket, so a slow reader slows down the server instead of filling memory.
 */
export class CopyOut implements Submittable {
  readonly done: Promise<void>
  readonly #text: string
  readonly #onData: (bytes: Buffer) => void
  #wire: CopyWire | undefined
  #failure: Error | undefined
  #resolve: () => void = () => undefined
  #reject: (error: Error) => void = () => undefined

  constructor(text: string, onData: (bytes: Buffer) => void) {
    this.#text = text
    this.#onData = onData
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // `done` is awaited only after the reader stopped; a failure before that is not lost.
    this.done.catch(() => undefined)
  }

  pause(): void {
    this.#wire?.stream.pause()
  }

  resume(): void {
    this.#wire?.stream.resume()
  }

  // The methods below are called by pg's client.

  submit = (connection: Wire): void => {
    this.#wire = connection as unknown as CopyWire
    this.#wire.query(this.#text)
  }

  handleCopyData(message: { readonly chunk: Buffer }): void {
    if (this.#failure !== undefined) return
    try {
      this.#onData(message.chunk)
    } catch (error) {
      this.handleError(error as Error)
    }
  }

  handleCommandComplete(): void {
    // ReadyForQuery follows.
  }

  handleReadyForQuery(): void {
    if (this.#failure === undefined) this.#resolve()
    else this.#reject(this.#failure)
  }

  handleError(error: Error): void {
    this.#failure ??= error
    this.#reject(this.#failure)
  }
}
