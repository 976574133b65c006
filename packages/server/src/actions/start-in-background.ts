import type { RunRequest } from '@sluice/engine'
import type { Acting } from './acting.ts'

/**
 * Starts a run that goes on after the answer; resolves to its id as soon as it has begun.
 *
 * @throws RunBusy and whatever keeps a run from beginning
 */
export function startInBackground(
  { engine, principal, later }: Pick<Acting, 'engine' | 'principal' | 'later'>,
  request: RunRequest,
): Promise<string> {
  const begun = Promise.withResolvers<string>()
  // Who waits for its beginning hears of it; after that the journal tells.
  begun.promise.catch(() => undefined)
  later(async signal => {
    try {
      const [summary] = await engine.run([{ who: principal.name, ...request }], {
        signal,
        onEvent: event => {
          if (event.kind === 'run-started') begun.resolve(event.run)
        },
      })
      begun.resolve(summary?.run ?? '')
    } catch (error) {
      begun.reject(error)
      throw error
    }
  })
  return begun.promise
}
