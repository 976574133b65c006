import type { IncomingMessage } from 'node:http'
import type { Matched } from '../http/matcher.ts'
import type { Target } from '../http/target.ts'

/** A request whose head has been read. */
export interface Asked {
  readonly incoming: IncomingMessage
  readonly method: string
  readonly target: Target
  readonly requestId: string
  /** Aborted when who asked has gone. */
  readonly gone: () => AbortSignal
}

/** A request for a path that is there. */
export interface AskedRoute extends Asked {
  readonly matched: Matched
}
