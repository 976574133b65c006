import type { IncomingHttpHeaders } from 'node:http'
import type { Config } from '@sluice/core'
import type { Engine } from '@sluice/engine'
import type { Principal } from '../access/principal.ts'

/** What a handler works with besides what was asked. */
export interface RouteContext {
  /** Who asks; lists and single things are only those that they see (`sees`). */
  readonly principal: Principal
  readonly engine: Engine
  readonly config: Config
  readonly now: () => Date
  /** Aborted when who asked has gone or the server stops. */
  readonly signal: AbortSignal
  /** Takes known secrets out of text. */
  readonly redact: (text: string) => string
  /** Goes on after the answer, such as a run; its failure is logged, and it ends with the engine at the latest. */
  readonly later: (work: (signal: AbortSignal) => Promise<unknown>) => void
  /** Of the request, names in lower case; absent where there was none, as in tests of a route alone. */
  readonly headers?: IncomingHttpHeaders
}
