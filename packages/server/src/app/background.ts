import type { RouteContext } from '../http/route-context.ts'

/** Work that goes on after the answer that began it. */
export interface Background {
  readonly later: RouteContext['later']
}

/**
 * Keeps what goes on behind answers. It is not ended with the server: a run that somebody started goes on, and closing
 * the engine ends it so that it can be continued. What fails after that is not trouble.
 */
export function background(onTrouble: (error: unknown) => void, isClosing: () => boolean): Background {
  const never = new AbortController().signal
  return {
    later(work) {
      work(never).catch((error: unknown) => {
        if (!isClosing()) onTrouble(error)
      })
    },
  }
}
