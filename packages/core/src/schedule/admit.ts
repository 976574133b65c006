/** How much of something may be used: so many at once, so many starts in any `perMs`, or both. */
export interface Limit {
  readonly atOnce?: number
  readonly starts?: number
  /** Length of the window of `starts`; default a minute. */
  readonly perMs?: number
}

/** Something that waits for its turn. */
export interface WaitingItem {
  readonly id: string
  /** Turns are shared evenly between clients. */
  readonly client: string
  /** Greater goes first. */
  readonly priority: number
  readonly since: Date
  /** What it counts against, such as `pipeline:refresh` and `resource:warehouse`. */
  readonly scopes: readonly string[]
}

/** Something that has its turn, or had it within the longest window of starts. */
export interface StartedItem extends Pick<WaitingItem, 'client' | 'scopes'> {
  readonly startedAt: Date
  readonly running: boolean
}

/** What {@link admit} decides about. */
export interface Queue {
  readonly waiting: readonly WaitingItem[]
  readonly started: readonly StartedItem[]
  /** By scope; a scope without a limit has none. */
  readonly limits: Readonly<Record<string, Limit>>
  readonly now: Date
}

/** Who starts now, and what the others wait for. */
export interface Admission {
  /** Ids in the order in which they start. */
  readonly admitted: readonly string[]
  /** The scope that is full, for each item that waits. */
  readonly held: readonly { readonly id: string; readonly scope: string }[]
  /** When a window of starts lets the next one in; absent when only something that ends can help. */
  readonly wakeAt?: Date
}

/** The window of `starts` where a limit does not name one, in ms. */
export const defaultWindowMs = 60_000

/**
 * Decides which of those that wait may start now. Greater priority goes first; among equals the client with the fewest
 * running, then the one whose last start is longest ago, then who waits longest. What is held up by a full scope keeps
 * nobody else waiting.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { admit } from '@sluice/core'
 *
 * const item = (id: string, client: string) => ({ id, client, priority: 0, since: new Date(0), scopes: ['all'] })
 * const { admitted } = admit({
 *   waiting: [item('a-1', 'acme'), item('a-2', 'acme'), item('b-1', 'bolt')],
 *   started: [],
 *   limits: { all: { atOnce: 2 } },
 *   now: new Date(),
 * })
 * assert.deepEqual(admitted, ['a-1', 'b-1'])
 * ```
 */
export function admit({ waiting, started, limits, now }: Queue): Admission {
  const usage = new Usage(limits, started, now.getTime())
  const admitted: string[] = []
  const held: { id: string; scope: string }[] = []
  let candidates = waiting
  for (;;) {
    // Scopes only fill up here, so who is held once is held for good.
    candidates = candidates.filter(({ id, scopes }) => {
      const scope = scopes.find(name => usage.isFull(name))
      if (scope !== undefined) held.push({ id, scope })
      return scope === undefined
    })
    const [first, ...rest] = candidates
    if (first === undefined) break
    const next = rest.reduce((best, item) => (usage.compare(item, best) < 0 ? item : best), first)
    usage.start(next)
    admitted.push(next.id)
    candidates = candidates.filter(item => item !== next)
  }
  const wakeAt = usage.opensAt(held.map(({ scope }) => scope))
  return { admitted, held, ...(wakeAt !== undefined && { wakeAt }) }
}

/** What a client has had. */
interface Served {
  readonly running: number
  readonly starts: number
  readonly last: number
}

const nothing: Served = { running: 0, starts: 0, last: -Infinity }

/** What is in use while a decision is made. */
class Usage {
  readonly #limits: Queue['limits']
  readonly #now: number
  readonly #running = new Map<string, number>()
  readonly #starts = new Map<string, number[]>()
  readonly #clients = new Map<string, Served>()

  constructor(limits: Queue['limits'], started: readonly StartedItem[], now: number) {
    this.#limits = limits
    this.#now = now
    for (const item of started) this.#count(item, item.startedAt.getTime(), item.running)
  }

  isFull(scope: string): boolean {
    const { atOnce = Infinity, starts = Infinity } = this.#limits[scope] ?? {}
    if ((this.#running.get(scope) ?? 0) >= atOnce) return true
    return starts < Infinity && this.#recent(scope).length >= starts
  }

  start(item: WaitingItem): void {
    this.#count(item, this.#now, true)
  }

  /** Negative when `a` goes before `b`. */
  compare(a: WaitingItem, b: WaitingItem): number {
    const [x, y] = [a, b].map(({ client }) => this.#clients.get(client) ?? nothing) as [Served, Served]
    if (a.priority !== b.priority) return b.priority - a.priority
    if (x.running !== y.running) return x.running - y.running
    if (x.last !== y.last) return x.last - y.last
    // Of those that started together, and will again.
    if (x.starts !== y.starts) return x.starts - y.starts
    return a.since.getTime() - b.since.getTime() || (a.id < b.id ? -1 : 1)
  }

  /** The first instant at which one of these scopes has a start left that it has not now. */
  opensAt(scopes: readonly string[]): Date | undefined {
    const instants = [...new Set(scopes)].flatMap(scope => {
      const { starts = Infinity, perMs = defaultWindowMs, atOnce = Infinity } = this.#limits[scope] ?? {}
      const recent = this.#recent(scope).toSorted((a, b) => a - b)
      const leaves = recent[recent.length - starts]
      if (leaves === undefined || (this.#running.get(scope) ?? 0) >= atOnce) return []
      return [leaves + perMs]
    })
    return instants.length === 0 ? undefined : new Date(Math.min(...instants))
  }

  #recent(scope: string): readonly number[] {
    const perMs = this.#limits[scope]?.perMs ?? defaultWindowMs
    return (this.#starts.get(scope) ?? []).filter(at => at > this.#now - perMs)
  }

  #count({ client, scopes }: Pick<WaitingItem, 'client' | 'scopes'>, at: number, running: boolean): void {
    const had = this.#clients.get(client) ?? nothing
    this.#clients.set(client, {
      running: had.running + Number(running),
      starts: had.starts + 1,
      last: Math.max(had.last, at),
    })
    for (const scope of new Set(scopes)) {
      if (running) this.#running.set(scope, (this.#running.get(scope) ?? 0) + 1)
      const starts = this.#starts.get(scope) ?? []
      starts.push(at)
      this.#starts.set(scope, starts)
    }
  }
}
