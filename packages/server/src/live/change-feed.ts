import type { Change, Changes } from '@sluice/engine'

/** Who listens to a feed. Neither throws. */
export interface Listener {
  changed(changes: readonly Change[], position: string): void
  /** What was between is not said: everything may have changed. */
  reset(position: string): void
}

/** Changes as they come, read once for all who listen in this process. */
export interface ChangeFeed {
  /**
   * Begins to listen: after `from`, where that is a position that changes can still be told from, or now. Returns a
   * function that ends it.
   */
  listen(listener: Listener, from: string | undefined): Promise<() => void>
  close(): void
}

/** How a feed reads. */
export interface FeedOptions {
  readonly changes: Changes
  readonly onTrouble: (error: unknown) => void
  /** Least and most time between two looks; default 200 ms and 2 s. */
  readonly shortestMs?: number
  readonly longestMs?: number
}

const pageSize = 500
/** More than this is not told one by one to who comes back. */
const mostMissed = 2000

/** A feed that looks more often while something happens, and not at all while nobody listens. */
export function changeFeed({
  changes,
  onTrouble,
  shortestMs = 200,
  longestMs = 2000,
}: FeedOptions): ChangeFeed {
  const listeners = new Set<Listener>()
  let position: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitMs = shortestMs
  let isClosed = false
  let turn: Promise<unknown> = Promise.resolve()
  /** One after the other: who comes between two looks would miss or get twice what is between them. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }

  /** Tells everybody what there is since the last look, and says whether there was something. */
  const look = async (): Promise<boolean> => {
    if (position === undefined || listeners.size === 0) {
      position = await changes.latest()
      return false
    }
    let some = false
    for (;;) {
      const page = await changes.between(position, { limit: pageSize })
      position = page.position
      if (page.changes.length > 0) {
        for (const listener of listeners) listener.changed(page.changes, page.position)
      }
      some ||= page.changes.length > 0
      if (!page.more) return some
    }
  }

  const schedule = () => {
    if (timer !== undefined || isClosed || listeners.size === 0) return
    timer = setTimeout(() => {
      timer = undefined
      void alone(look)
        .then(some => (waitMs = some ? shortestMs : Math.min(longestMs, waitMs * 1.5)))
        .catch((error: unknown) => {
          waitMs = longestMs
          onTrouble(error)
        })
        .finally(schedule)
    }, waitMs)
    timer.unref()
  }

  return {
    listen: (listener, from) =>
      alone(async () => {
        await look()
        const now = position ?? (await changes.latest())
        await catchUp(changes, listener, from ?? now, now)
        listeners.add(listener)
        schedule()
        return () => void listeners.delete(listener)
      }),
    close() {
      isClosed = true
      clearTimeout(timer)
      listeners.clear()
    },
  }
}

/** Tells one listener what it missed. */
async function catchUp(changes: Changes, listener: Listener, from: string, to: string): Promise<void> {
  if (!changes.isUpTo(from, to)) return listener.reset(to)
  const missed: Change[] = []
  for (let at = from; ;) {
    const page = await changes.between(at, { to, limit: pageSize })
    missed.push(...page.changes)
    if (missed.length > mostMissed) return listener.reset(to)
    if (!page.more) return listener.changed(missed, to)
    at = page.position
  }
}
