import type { Change } from '@sluice/engine'
import { sees, type Principal } from '../access/principal.ts'
import type { Listener } from './change-feed.ts'
import { clientOf, messagesOf } from './messages-of.ts'

/** A stream of server-sent events and the end of a feed that fills it. */
export interface LiveStream {
  readonly body: ReadableStream<Uint8Array>
  readonly listener: Listener
  /** Ends it so that the client comes back and goes on where it left off. */
  end(): void
}

/** How a stream is kept up. */
export interface StreamOptions {
  readonly principal: Principal
  /** Called once when it has ended, whoever ended it. */
  readonly onEnd: () => void
  /** How often something is said when nothing changes; default 15 s. */
  readonly beatMs?: number
  /** How long it lives: then the client comes back, and is let in anew; default 10 min. */
  readonly longestMs?: number
  /** Bytes that wait for the client at most; default 64 kB. */
  readonly waitingBytes?: number
  /** How long a client may take nothing at all; default 60 s. */
  readonly patienceMs?: number
}

/** How long a client waits before it comes back. */
const comeBackMs = 1000

/**
 * A stream for somebody: only of clients that they see. A client that does not read in time is not waited for: it gets
 * `reset` once it reads again, or the stream ends.
 */
export function liveStream(options: StreamOptions): LiveStream {
  const { principal, onEnd, beatMs = 15_000, longestMs = 600_000, waitingBytes = 65_536 } = options
  const { patienceMs = 60_000 } = options
  const encoder = new TextEncoder()
  let controller: ReadableStreamDefaultController<Uint8Array>
  let position: string | undefined
  let behindSince: number | undefined
  let hasEnded = false
  const ended = (): boolean => {
    if (hasEnded) return false
    hasEnded = true
    clearInterval(beat)
    clearTimeout(age)
    onEnd()
    return true
  }
  const end = () => {
    if (ended()) controller.close()
  }
  const say = (text: string) => controller.enqueue(encoder.encode(text))
  const saysOrFallsBehind = (text: () => string) => {
    if (hasEnded || behindSince !== undefined) return
    if ((controller.desiredSize ?? 0) <= 0) behindSince = performance.now()
    else say(text())
  }
  const beat = setInterval(() => {
    const late = behindSince !== undefined && performance.now() - behindSince > patienceMs
    if (late) end()
    else saysOrFallsBehind(() => `: beat\n${idLine(position)}\n`)
  }, beatMs)
  const age = setTimeout(end, longestMs)
  beat.unref()
  age.unref()
  const body = new ReadableStream<Uint8Array>(
    {
      start(made) {
        controller = made
        say(`retry: ${comeBackMs}\n\n`)
      },
      pull() {
        if (behindSince === undefined || hasEnded) return
        behindSince = undefined
        say(resetText(position))
      },
      cancel: () => void ended(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: waitingBytes }),
  )
  return {
    body,
    listener: {
      changed(changes, now) {
        position = now
        saysOrFallsBehind(() => changesText(principal, changes, now))
      },
      reset(now) {
        position = now
        saysOrFallsBehind(() => resetText(now))
      },
    },
    end,
  }
}

function idLine(position: string | undefined): string {
  return position === undefined ? '' : `id: ${position}\n`
}

function resetText(position: string | undefined): string {
  return `event: reset\n${idLine(position)}data: {}\n\n`
}

/**
 * What of these changes somebody sees, each thing once, and the position after all of them. The position comes last: who
 * is cut off in between gets them again and not less.
 */
function changesText(principal: Principal, changes: readonly Change[], position: string): string {
  const said = new Set<string>()
  for (const change of changes) {
    const client = clientOf(change)
    if (client !== undefined && !sees(principal, client)) continue
    // Its incident may be of others alone: who sees only some clients does not learn which it is.
    const isHidden = client === undefined && principal.clients !== 'all'
    for (const { topic, id } of messagesOf(change)) {
      said.add(JSON.stringify(isHidden || id === undefined ? { topic } : { topic, id }))
    }
  }
  const messages = [...said].map(data => `event: change\ndata: ${data}\n\n`)
  return `${messages.join('')}${idLine(position)}\n`
}
