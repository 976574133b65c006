import { Worker } from 'node:worker_threads'
import type { BeatData } from './beat-thread.ts'

/** Says for a worker that it is alive, from a thread of its own: a step may compute for minutes without giving way. */
export interface Heart {
  /** The jobs that the worker has now. Called again and again: who is silent for long is not believed to be alive. */
  beatFor(jobs: readonly string[]): void
  close(): Promise<void>
}

/** An endless loop in a step is given up after this; what computes for longer in one go must give way now and then. */
const silentMs = 5 * 60_000
const everyMs = 3_000

/** Starts the thread; one that fails is reported and replaced. */
export function startHeart(
  { url, schema }: Pick<BeatData, 'url' | 'schema'>,
  onTrouble: (error: unknown) => void,
): Heart {
  const workerData: BeatData = { url, schema, everyMs, silentMs }
  const start = () => {
    const thread = new Worker(new URL(file, import.meta.url), { workerData })
    thread.unref()
    thread.on('error', error => {
      onTrouble(error)
      current = start()
    })
    return thread
  }
  let current = start()
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    beatFor: jobs => current.postMessage(jobs),
    close: async () => {
      await current.terminate()
    },
  }
}

// Started from sources there is no JavaScript beside this file.
const file = import.meta.url.endsWith('.ts') ? './beat-thread.ts' : './beat-thread.js'
