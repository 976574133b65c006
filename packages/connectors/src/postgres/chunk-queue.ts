import type { Chunk } from '@sluice/core'

/** What the queue holds up when its reader is slow. */
export interface Flow {
  pause(): void
  resume(): void
}

/** Chunks that may wait before the flow is paused. */
const mostWaiting = 4

/** Hands chunks from where they arrive to a slower reader, holding only a few. */
export class ChunkQueue implements AsyncIterable<Chunk> {
  readonly #waiting: Chunk[] = []
  #flow: Flow | undefined
  #ended = false
  #failure: unknown
  #wake: () => void = () => undefined

  /** Names what to pause while too many chunks wait. */
  control(flow: Flow): void {
    this.#flow = flow
  }

  push(chunk: Chunk): void {
    this.#waiting.push(chunk)
    if (this.#waiting.length >= mostWaiting) this.#flow?.pause()
    this.#wake()
  }

  /** No chunk follows; with a failure, the reader gets it after the chunks that wait. */
  end(failure?: unknown): void {
    this.#ended = true
    this.#failure = failure
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Chunk> {
    for (;;) {
      const chunk = this.#waiting.shift()
      if (chunk !== undefined) {
        if (this.#waiting.length === 0) this.#flow?.resume()
        yield chunk
      } else if (this.#ended) {
        if (this.#failure !== undefined) throw this.#failure
        return
      } else {
        await new Promise<void>(resolve => (this.#wake = resolve))
      }
    }
  }
}
