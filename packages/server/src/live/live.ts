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
export function openLive({ engine, limits, onTrouble, stream = {} }: LiveOptions): Live {
  const feed = changeFeed({ changes: changesOf(engine.database), onTrouble })
  const streams = new Map<LiveStream, string>()
  let isClosed = false
  const assertRoom = ({ id }: Principal) => {
    if (isClosed) throw new ServerCloses()
    if (streams.size >= limits.streams) throw new StreamsExhausted({ limit: limits.streams, of: 'all' })
    const own = [...streams.values()].filter(principal => principal === id).length
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
    streams.set(made, principal.id)
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
      for (const one of streams.keys()) one.end()
      feed.close()
    },
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
