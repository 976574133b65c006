import type { RouteContext } from '../http/route-context.ts'

/**
 * Keeps what goes on behind answers. It is not ended with the server: a run that somebody started goes on, and closing
 * the engine ends it so that it can be continued. What fails after that is not trouble.
 */
export function inBackground(
  onTrouble: (error: unknown) => void,
  isClosing: () => boolean,
): RouteContext['later'] {
  const never = new AbortController().signal
  return work => {
    work(never).catch((error: unknown) => {
      if (!isClosing()) onTrouble(error)
    })
  }
}
