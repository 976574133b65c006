import { DatabaseFailed } from '../../errors/database-failed.ts'

/**
 * Makes one call of many: those that come while one is under way are done together in the next. A statement costs about
 * the same for one step and for fifty. What the database refuses for a group is tried again one by one, so that nobody
 * pays for another's mistake.
 */
export function inGroups<T, R>(
  limit: number,
  work: (items: readonly T[]) => Promise<readonly (R | Error)[]>,
): (item: T) => Promise<R> {
  interface Waiting extends PromiseWithResolvers<R> {
    readonly item: T
  }
  let waiting: readonly Waiting[] = []
  let busy = false

  const settle = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const results = await work(group.map(({ item }) => item))
      group.forEach(({ resolve, reject }, i) => {
        const result = results[i] as R | Error
        if (result instanceof Error) reject(result)
        else resolve(result)
      })
    } catch (error) {
      if (error instanceof DatabaseFailed && group.length > 1) {
        for (const one of group) await settle([one])
        return
      }
      for (const { reject } of group) reject(error)
    }
  }
  const loop = async () => {
    busy = true
    // What the same turn of the event loop still brings.
    await new Promise(setImmediate)
    while (waiting.length > 0) {
      const group = waiting.slice(0, limit)
      waiting = waiting.slice(limit)
      await settle(group)
    }
    busy = false
  }
  return item => {
    const entry = { item, ...Promise.withResolvers<R>() }
    waiting = [...waiting, entry]
    if (!busy) void loop()
    return entry.promise
  }
}
