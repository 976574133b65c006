import { z } from 'zod'
import { changesOf, type Engine } from '@sluice/engine'
import { RequestInvalid } from '../errors/request-invalid.ts'
import { ServerCloses } from '../errors/server-closes.ts'
import { StreamsExhausted } from '../errors/streams-exhausted.ts'
import { reply } from '../http/reply.ts'
import { route, type Route } from '../http/route.ts'
import type { ServerLimits } from '../app/server-limits.ts'
import type { Principal } from '../access/principal.ts'
import { changeFeed } from './change-feed.ts'
import { liveStream, type LiveStream, type StreamOptions } from './live-stream.ts'

/** Streams of changes of a server. */
export interface Live {
  readonly route: Route
  /** Ends all streams and takes no new ones. */
  close(): void
}

/** What streams stand on. */
export interface LiveOptions {
  readonly engine: Pick<Engine, 'database'>
  readonly limits: Pick<ServerLimits, 'streams' | 'streamsEach'>
  readonly onTrouble: (error: unknown) => void
  /** Whether somebody would still be let in; default yes. */
  readonly isStillIn?: (principal: Principal) => Promise<boolean>
  /** How often that is asked; default 15 s. */
  readonly watchMs?: number
  /** For tests of streams. */
  readonly stream?: Partial<StreamOptions>
}

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // Proxies gather what comes slowly.
  'x-accel-buffering': 'no',
}

/** Opens `/v1/live`. */
export function openLive(options: LiveOptions): Live {
  const { engine, limits, onTrouble, stream = {}, isStillIn, watchMs = 15_000 } = options
  const feed = changeFeed({ changes: changesOf(engine.database), onTrouble })
  const streams = new Map<LiveStream, Principal>()
  const watch = setInterval(() => {
    if (isStillIn !== undefined) endOthers(streams, isStillIn).catch(onTrouble)
  }, watchMs)
  watch.unref()
  let isClosed = false
  const assertRoom = ({ id }: Principal) => {
    if (isClosed) throw new ServerCloses()
    if (streams.size >= limits.streams) throw new StreamsExhausted({ limit: limits.streams, of: 'all' })
    const own = [...streams.values()].filter(principal => principal.id === id).length
    if (own >= limits.streamsEach) throw new StreamsExhausted({ limit: limits.streamsEach, of: 'you' })
  }
  const open = async (principal: Principal, from: string | undefined): Promise<LiveStream> => {
    assertRoom(principal)
    let stop = () => {}
    let hasEnded = false
    const made: LiveStream = liveStream({
      ...stream,
      principal,
      onEnd: () => {
        hasEnded = true
        streams.delete(made)
        stop()
      },
    })
    streams.set(made, principal)
    try {
      stop = await feed.listen(made.listener, from)
    } catch (error) {
      made.end()
      throw error
    }
    if (hasEnded) stop()
    return made
  }
  return {
    route: liveRoute(open),
    close() {
      isClosed = true
      clearInterval(watch)
      for (const one of streams.keys()) one.end()
      feed.close()
    },
  }
}

/** Ends streams of those whose token was revoked or whose session is over; whoever is asks anew, and is told so. */
async function endOthers(
  streams: ReadonlyMap<LiveStream, Principal>,
  isStillIn: (principal: Principal) => Promise<boolean>,
): Promise<void> {
  const byId = Map.groupBy(streams, ([, { id }]) => id)
  for (const of of byId.values()) {
    const [first] = of
    if (first === undefined || (await isStillIn(first[1]))) continue
    for (const [stream] of of) stream.end()
  }
}

function liveRoute(open: (principal: Principal, from: string | undefined) => Promise<LiveStream>): Route {
  return route({
    method: 'GET',
    path: '/v1/live',
    summary:
      'What changes, as it changes, as server-sent events: `change` with topic and id, `reset` where what was missed cannot be said. Last-Event-ID goes on where another stream ended.',
    role: 'viewer',
    scope: 'client',
    media: 'text/event-stream',
    response: z.string(),
    async handle(_, context) {
      const from = context.headers?.['last-event-id']
      if (Array.isArray(from)) {
        throw new RequestInvalid([{ where: 'headers/last-event-id', reason: 'is given twice' }])
      }
      const { body } = await open(context.principal, from === '' ? undefined : from)
      return reply(200, body, headers)
    },
  })
}
