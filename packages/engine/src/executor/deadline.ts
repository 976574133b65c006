import { StepTimeout } from '../errors/step-timeout.ts'

/** The longest that a timer can wait (24.8 days); longer ones would fire at once. */
const longestTimerMs = 2 ** 31 - 1

/** The signal of one attempt: aborted on cancel, and with a `StepTimeout` after the step's limit. */
export interface Deadline {
  readonly signal: AbortSignal
  /** The limit was reached before anybody cancelled. */
  readonly timeout: StepTimeout | undefined
  clear(): void
}

/** Starts the clock of an attempt. */
export function startDeadline(step: string, timeoutMs: number | undefined, cancel: AbortSignal): Deadline {
  if (timeoutMs === undefined) return { signal: cancel, timeout: undefined, clear: () => undefined }
  const limit = new AbortController()
  const expire = () => {
    if (!cancel.aborted) limit.abort(new StepTimeout({ step, timeoutMs }))
  }
  const timer = setTimeout(expire, Math.min(timeoutMs, longestTimerMs))
  return {
    signal: AbortSignal.any([cancel, limit.signal]),
    get timeout() {
      return limit.signal.aborted ? (limit.signal.reason as StepTimeout) : undefined
    },
    clear: () => clearTimeout(timer),
  }
}

/**
 * Settles with the work. Once the signal is aborted the work has `graceMs` to end by itself; its result no longer
 * counts, and after that it is left behind.
 *
 * @throws the signal's reason
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal, graceMs: number): Promise<T> {
  const left = Promise.withResolvers<never>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = () => {
    timer = setTimeout(() => left.reject(signal.reason), graceMs)
  }
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  try {
    const result = await Promise.race([work, left.promise])
    signal.throwIfAborted()
    return result
  } finally {
    signal.removeEventListener('abort', stop)
    clearTimeout(timer)
  }
}
